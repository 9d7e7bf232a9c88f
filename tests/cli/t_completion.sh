#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

# complete WORDS...: what bash offers for the last word
complete_words() {
    bash -c 'eval "$1"; shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _wirecopy 2>/dev/null
        printf "%s\n" "${COMPREPLY[@]}"' - "$(wirecopy completion bash)" "$@" >out 2>err
}

it "bash completes commands"
complete_words wirecopy cl
out_is <<'END'
clusters
END

it "bash completes options and their choices"
complete_words wirecopy add --for
out_is <<'END'
--format
END
complete_words wirecopy add --format j
out_is <<'END'
jsonl
END
complete_words wirecopy help qu
out_is <<'END'
query
END

it "bash completes file names"
: >articles.jsonl
complete_words wirecopy add idx art
out_is <<'END'
articles.jsonl
END

it "the bash script is sound"
wirecopy completion bash >bash.sh
run 0 bash -n bash.sh

for shell in zsh fish; do
    it "the $shell script is sound"
    if command -v $shell >/dev/null; then
        wirecopy completion $shell >script
        run 0 $shell -n script
    else
        skip "there is no $shell"
    fi
done
