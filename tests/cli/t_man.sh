#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

commands=$(wirecopy help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' | grep -v '^wirecopy$')

# The long options of a command, from its help.
options_of() {
    wirecopy help "$1" | grep -oE '^  (-., |    )--[a-z-]+' | grep -oE '\-\-[a-z-]+' | sort
}

it "there are commands to look at"
[ "$(echo "$commands" | wc -l)" -ge 14 ] || bad "commands: $commands"

it "every command is in wirecopy(1)"
for command in $commands; do
    grep -qE "^\.(Xr wirecopy-$command 1|It Cm $command)" "$root/man/wirecopy.1" || bad "$command is not"
done

for command in $commands; do
    page=$root/man/wirecopy-$command.1
    it "$command: help, manual and completion have the same options"
    [ -f "$page" ] || bad "no $page"
    options_of "$command" >help.options
    grep -oE '^\.It .*Fl -[a-z-]+' "$page" | grep -oE 'Fl -[a-z-]+' | sed 's/Fl -/--/' | sort >man.options
    same help.options man.options
    wirecopy completion bash | awk -v c="    $command)" '$0 == c { on = 1 } on && /words=/ { print; exit }' |
        grep -oE '\-\-[a-z-]+' | sort >bash.options
    same help.options bash.options
    wirecopy completion zsh | awk -v c="    $command)" '$0 == c { on = 1; next } on' |
        sed '/;;$/q' | grep -oE "^ +'\*?--[a-z-]+" | grep -oE '\-\-[a-z-]+' | sort >zsh.options
    same help.options zsh.options
    wirecopy completion fish | grep "seen_subcommand_from $command'" | grep -oE ' -l [a-z-]+' |
        sed 's/ -l /--/' | sort >fish.options
    same help.options fish.options
done

it "every page has EXAMPLES and EXIT STATUS"
for page in "$root"/man/*.1; do
    for section in EXAMPLES "EXIT STATUS" "SEE ALSO"; do
        grep -qE "^\.Sh $section" "$page" || bad "${page##*/} has no $section"
    done
done

it "the pages are good mdoc"
run 0 mandoc -T lint -W warning "$root"/man/*.[0-9]
out_empty

it "wirecopy(1) has the exit codes of the program"
sed -n 's/^    EXIT_[A-Z_]* = \([0-9]*\).*/\1/p' "$root/src/cli/exit_code.h" | grep -v '^141$' | sort -n >codes
awk '/^\.Sh/ { on = ($2 == "EXIT") } on && /^\.It/ { print $2 }' "$root/man/wirecopy.1" | sort -n >man.codes
same codes man.codes

it "wirecopy-schema(5) has every field that the program prints"
grep -ohE 'json_[a-z]+\((&?j|j), "[a-z_]+"' "$root"/src/cli/*.c | grep -oE '"[a-z_]+"' | tr -d '"' | sort -u >fields
[ "$(wc -l <fields)" -gt 40 ] || bad "fields: $(wc -l <fields)"
while IFS= read -r field; do
    grep -qwF "$field" "$root/man/wirecopy-schema.5" || bad "$field is not in wirecopy-schema(5)"
done <fields

# Every example of every page is run, in this folder, with the files that the examples speak of.
head -3 "$corpus" >articles.jsonl
sed -i 's/gazette-1/gazette-7/' articles.jsonl
sed -n 4,6p "$corpus" >tuesday.jsonl
sed -n 7,8p "$corpus" >new.jsonl
sed -n 2p "$corpus" >draft.jsonl
sed -n 2p "$corpus" | sed 's/"text"/"BODY"/; s/"id"/"doc_id"/' >export.jsonl
zstd -q articles.jsonl
gzip -k articles.jsonl
mkdir pages
printf 'The harbour authority of Eastmere said on Friday it would close the old fish market in June and move the traders.\n' | tee letter.txt reprint.txt pages/page.txt >agency.txt
echo post-1 >takedown.txt
printf 'gazette.example\npost.example\n' >sites.txt
PATH=$(dirname "$WIRECOPY"):$PATH
export PATH HOME="$work"
mkdir -p .zfunc .config/fish/completions

# The lines of a page's examples: the displays within EXAMPLES, without the prompt.
examples() {
    awk '/^\.Sh/ { on = ($2 == "EXAMPLES") } on && /^\$ / { sub(/^\$ /, ""); print }' "$1" | sed 's/\\&//g; s/\\e/\\/g; s/\\-/-/g'
}

# `add` first: the others look at its index.
for page in add dedup query show clusters flows pairs diff extract export report stat check repair backup dump load completion help remove compact; do
    it "the examples of wirecopy-$page(1) work"
    examples "$root/man/wirecopy-$page.1" >list
    [ -s list ] || bad "no examples"
    while IFS= read -r line; do
        # 1: nothing found, as some examples show
        bash -c "$line" >out 2>err </dev/null
        code=$?
        [ $code -le 1 ] || bad "code $code: $line"
    done <list
done

it "the examples of wirecopy(1) work"
rm -rf idx clean.jsonl
examples "$root/man/wirecopy.1" >list
[ -s list ] || bad "no examples"
while IFS= read -r line; do
    run 0 bash -c "$line" </dev/null
done <list
