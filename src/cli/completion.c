#include "completion.h"

#include "command.h"

static void print_names(FILE *out)
{
    for (unsigned i = 0; commands[i]; i++)
        fprintf(out, "%s%s", i ? " " : "", commands[i]->name);
}

static void print_choices(FILE *out, const struct opt *o)
{
    for (unsigned i = 0; o->choices && o->choices[i]; i++)
        fprintf(out, "%s%s", i ? " " : "", o->choices[i]);
}

/* ------------------------------------------------------------------ bash */

static void bash_word(void *context, const struct opt *o)
{
    FILE *out = context;
    if (o->letter)
        fprintf(out, " -%c", o->letter);
    fprintf(out, " --%s", o->name);
}

/* What may follow an option that takes a value. */
static void bash_value(void *context, const struct opt *o)
{
    FILE *out = context;
    if (!opt_takes_value(o) || o->type == OPT_FILE)
        return; /* files are what is completed anyway */
    fputs("        ", out);
    if (o->letter)
        fprintf(out, "-%c|", o->letter);
    fprintf(out, "--%s) COMPREPLY=($(compgen -W \"", o->name);
    print_choices(out, o);
    fputs("\" -- \"$cur\")); return ;;\n", out);
}

static void bash_command(FILE *out, const struct command *c)
{
    fprintf(out, "    %s)\n        case $prev in\n", c->name);
    opt_each(c->groups, bash_value, out);
    fputs("        esac\n        words=\"", out);
    opt_each(c->groups, bash_word, out);
    fputs("\"", out);
    if (c == &command_help) {
        fputs(" operands=\"", out);
        print_names(out);
        fputs("\"", out);
    } else if (c == &command_completion) {
        fputs(" operands=\"bash zsh fish\"", out);
    }
    fputs(" ;;\n", out);
}

void completion_bash(FILE *out)
{
    fputs("# bash completion for wirecopy; made by 'wirecopy completion bash'\n"
          "_wirecopy() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
          "    local words=\"\" operands=\"\"\n"
          "    COMPREPLY=()\n"
          "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
          "        COMPREPLY=($(compgen -W \"",
          out);
    print_names(out);
    fputs(" --help --version\" -- \"$cur\"))\n        return\n    fi\n"
          "    case ${COMP_WORDS[1]} in\n",
          out);
    for (unsigned i = 0; commands[i]; i++)
        bash_command(out, commands[i]);
    fputs("    esac\n"
          "    if [[ $cur == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
          "    elif [ -n \"$operands\" ]; then\n"
          "        COMPREPLY=($(compgen -W \"$operands\" -- \"$cur\"))\n"
          "    else\n"
          "        compopt -o filenames 2>/dev/null\n"
          "        COMPREPLY=($(compgen -f -- \"$cur\"))\n"
          "    fi\n"
          "}\n"
          "complete -F _wirecopy wirecopy\n",
          out);
}

/* ------------------------------------------------------------------ zsh */

/* Help text inside '...[...]': quotes, brackets and colons are special there. */
static void zsh_text(FILE *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", out);
        else if (strchr("[]:\\", *text))
            fprintf(out, "\\%c", *text);
        else
            fputc(*text, out);
    }
}

static void zsh_one(FILE *out, const struct opt *o, const char *dashes, const char *name)
{
    bool again = o->type == OPT_LIST || o->type == OPT_TALLY;
    fprintf(out, "            '%s%s%s%s[", again ? "*" : "", dashes, name,
            opt_takes_value(o) && dashes[1] ? "=" : "");
    zsh_text(out, o->help);
    fputs("]", out);
    if (opt_takes_value(o)) {
        fputs(":", out);
        zsh_text(out, o->arg);
        fputs(":", out);
        if (o->type == OPT_FILE)
            fputs("_files", out);
        else if (o->choices) {
            fputs("(", out);
            print_choices(out, o);
            fputs(")", out);
        }
    }
    fputs("' \\\n", out);
}

static void zsh_option(void *context, const struct opt *o)
{
    FILE *out = context;
    const char letter[2] = {o->letter, '\0'};
    if (o->letter)
        zsh_one(out, o, "-", letter);
    zsh_one(out, o, "--", o->name);
}

void completion_zsh(FILE *out)
{
    fputs("#compdef wirecopy\n# made by 'wirecopy completion zsh'\n_wirecopy() {\n"
          "    local -a commands\n    commands=(\n",
          out);
    for (unsigned i = 0; commands[i]; i++) {
        fprintf(out, "        '%s:", commands[i]->name);
        zsh_text(out, commands[i]->summary);
        fputs("'\n", out);
    }
    fputs("    )\n"
          "    if (( CURRENT == 2 )); then\n"
          "        _describe command commands\n"
          "        _arguments '--help[show help]' '--version[name the version]'\n"
          "        return\n"
          "    fi\n"
          "    local command=$words[2]\n"
          "    shift words\n    (( CURRENT-- ))\n"
          "    case $command in\n",
          out);
    for (unsigned i = 0; commands[i]; i++) {
        const struct command *c = commands[i];
        fprintf(out, "    %s)\n        _arguments -s \\\n", c->name);
        opt_each(c->groups, zsh_option, out);
        if (c == &command_help)
            fputs("            '1:command:(", out), print_names(out), fputs(")' ;;\n", out);
        else
            fputs(c == &command_completion ? "            '1:shell:(bash zsh fish)' ;;\n"
                                           : "            '*:file:_files' ;;\n",
                  out);
    }
    fputs("    esac\n}\n"
          "if [ \"$funcstack[1]\" = _wirecopy ]; then _wirecopy \"$@\"; else compdef _wirecopy "
          "wirecopy; fi\n",
          out);
}

/* ------------------------------------------------------------------ fish */

struct fish {
    FILE *out;
    const char *command;
};

static void fish_text(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('\'', out);
}

static void fish_option(void *context, const struct opt *o)
{
    const struct fish *f = context;
    fprintf(f->out, "complete -c wirecopy -n '__fish_seen_subcommand_from %s'", f->command);
    if (o->letter)
        fprintf(f->out, " -s %c", o->letter);
    fprintf(f->out, " -l %s", o->name);
    if (o->type == OPT_FILE)
        fputs(" -r -F", f->out);
    else if (opt_takes_value(o))
        fputs(" -x", f->out);
    if (o->choices) {
        fputs(" -a '", f->out);
        print_choices(f->out, o);
        fputs("'", f->out);
    }
    fputs(" -d ", f->out);
    fish_text(f->out, o->help);
    fputc('\n', f->out);
}

void completion_fish(FILE *out)
{
    fputs("# fish completion for wirecopy; made by 'wirecopy completion fish'\n"
          "complete -c wirecopy -n __fish_use_subcommand -f -l help -d 'show help'\n"
          "complete -c wirecopy -n __fish_use_subcommand -f -l version -d 'name the version'\n",
          out);
    for (unsigned i = 0; commands[i]; i++) {
        fprintf(out, "complete -c wirecopy -n __fish_use_subcommand -f -a %s -d ",
                commands[i]->name);
        fish_text(out, commands[i]->summary);
        fputc('\n', out);
    }
    for (unsigned i = 0; commands[i]; i++) {
        struct fish f = {out, commands[i]->name};
        opt_each(commands[i]->groups, fish_option, &f);
    }
    fputs("complete -c wirecopy -n '__fish_seen_subcommand_from help' -f -a '", out);
    print_names(out);
    fputs("'\ncomplete -c wirecopy -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh "
          "fish'\n",
          out);
}
