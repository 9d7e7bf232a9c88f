// "Where else does this text appear?": a box to type, paste or drop into, and the answer beside it.
// Everything that comes from the index or the user goes in as text; see el() in the page's script.
(() => {
"use strict";
const {addView, el, compareTexts, percent, day, sourceName, relationChip, setComparison, show, ready} = window.wirecopyPage;

const PAUSE = 250; // ms without a key before the question is asked
const LARGEST = 4 << 20;
const AT_ONCE = 10; // matches listed before one asks for the rest
const WINDOWS = {"": "any time", "1d": "a day", "1w": "a week", "30d": "30 days", "365d": "a year"};

// What was asked last, so that the way back from a comparison finds it.
// The matches are those of `known`, which the text in the box was when it was asked about. The
// parameters of a question are named as those of /api/query.
const state = {text: "", known: "", parameters: {site: "", published: "", window: "", lang: ""}, id: null, matches: null, all: false, error: "",
    waiting: false, asked: 0, request: null};
let parts = null; // of the view that stands in the page

// Ranges of bytes as ranges of the string's units, joined where they touch.
function unitRanges(text, ranges) {
    const order = [...ranges].sort((a, b) => a[0] - b[0]), found = [];
    let unit = 0, byte = 0;
    const find = (offset) => {
        while (byte < offset && unit < text.length) {
            const c = text.codePointAt(unit);
            byte += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            unit += c < 0x10000 ? 1 : 2;
        }
        return unit;
    };
    const joined = [];
    for (const [from, to] of order) {
        const last = joined[joined.length - 1];
        if (last && from <= last[1])
            last[1] = Math.max(last[1], to);
        else
            joined.push([from, to]);
    }
    for (const [from, to] of joined)
        found.push([find(from), find(to)]);
    return found;
}

// The ranges of `before` as ranges of `now`: what stands before and after the words that were changed
// keeps its marks until there is a new answer.
function carryOver(ranges, before, now) {
    if (before === now)
        return ranges;
    const shorter = Math.min(before.length, now.length), shift = now.length - before.length;
    let head = 0, tail = 0;
    while (head < shorter && before[head] === now[head])
        head++;
    while (tail < shorter - head && before[before.length - 1 - tail] === now[now.length - 1 - tail])
        tail++;
    const rest = before.length - tail;
    return ranges.flatMap(([from, to]) => [[from, Math.min(to, head)], [Math.max(from, rest) + shift, to + shift]])
        .filter(([from, to]) => from < to).sort((a, b) => a[0] - b[0]);
}

function highlighted(text, ranges) {
    const pieces = [];
    let done = 0;
    for (const [from, to] of ranges) {
        pieces.push(text.slice(done, from), el("mark", {}, text.slice(from, to)));
        done = to;
    }
    pieces.push(text.slice(done), "\n"); // as high as the box, which has a line for what comes next
    return pieces;
}

const queryRanges = (match) => match.passages.map((passage) => passage.query);

async function answerOf(response) {
    const answer = await response.json().catch(() => null);
    if (!response.ok)
        throw new Error(answer?.error || "the server answered " + response.status);
    return answer;
}

// Asks; an answer that was overtaken by another question is dropped.
async function ask(path, options) {
    const turn = ++state.asked;
    state.request?.abort();
    state.request = new AbortController();
    try {
        const answer = await answerOf(await fetch(path, {...options, signal: state.request.signal}));
        if (turn !== state.asked)
            return false;
        state.matches = answer.matches;
        state.all = false;
        state.error = "";
        return answer;
    } catch (error) {
        if (turn !== state.asked || error.name === "AbortError")
            return false;
        state.matches = null;
        state.error = error.message;
        return true;
    }
}

function address(more) {
    const values = new URLSearchParams(more);
    for (const [name, value] of Object.entries(state.parameters)) {
        if (value)
            values.set(name, value);
    }
    const text = values.toString();
    return "/api/query" + (text ? "?" + text : "");
}

async function askText() {
    const text = state.text;
    const answer = await ask(address(), {method: "POST", headers: {"Content-Type": "text/plain; charset=utf-8"}, body: text});
    if (answer)
        state.known = text;
    return answer;
}

async function askFile(file) {
    const html = file.type === "text/html" || /\.x?html?$/i.test(file.name);
    const json = file.type === "application/json" || /\.json$/i.test(file.name);
    if (file.size > LARGEST) {
        state.error = "This file is too large: at most 4 MB.";
        return true;
    }
    const body = await file.text();
    if (!html && !json) {
        state.text = body;
        return askText();
    }
    const answer = await ask(address(), {method: "POST", headers: {"Content-Type": html ? "text/html" : "application/json"}, body});
    if (typeof answer?.text === "string")
        state.text = state.known = answer.text;
    return answer;
}

// A link that names an indexed article.
async function askIndexed(id) {
    state.id = id;
    const article = await fetch("/api/articles/" + encodeURIComponent(id) + "?text=1");
    if (!article.ok) {
        state.error = "There is no article with this id.";
        state.matches = null;
        return true;
    }
    const found = await article.json();
    state.text = state.known = found.text || "";
    return ask(address({id}), {});
}

function matchRow(match, i) {
    const time = Date.parse(match.published || "") / 1000;
    const share = el("span", {class: "ask-share"}, el("strong", {}, percent(match.containment_query)), el("span", {class: "muted"}, " of your text"));
    return el("li", {class: "ask-match"},
        el("div", {},
            el("p", {class: "ask-title", dir: "auto"}, match.title || match.id),
            el("p", {class: "muted ask-about"}, relationChip(match.relation), " ", sourceName(match.site || ""), Number.isNaN(time) ? null : [" \u00b7 ", day(time)],
                " \u00b7 ", percent(match.containment_match), " of theirs")),
        share,
        el("p", {class: "ask-links"},
            el("a", {class: "button", href: "#/ask/match/" + i}, "Side by side"),
            match.cluster ? el("a", {class: "button", href: "#/story/" + match.cluster}, "The whole story") : null));
}

// What the answer is, and more about it in smaller letters.
function verdict(ranges) {
    if (state.waiting && !state.matches?.length) // else the answer before stays, so that nothing jumps
        return ["Looking\u2026", ""];
    if (state.error)
        return ["That did not work: " + state.error, ""];
    if (!state.matches)
        return ["Paste a text to see where it stands.", "What this index has of it lights up as you type, and the articles that carry it are listed here, those with most of it first."];
    const n = state.matches.length;
    if (n === 0)
        return ["Nowhere in this index.", "No article shares enough of this text" + (state.parameters.window || state.parameters.lang ? " within these limits." : ".")];
    const known = ranges.reduce((sum, [from, to]) => sum + to - from, 0) / state.text.length;
    return [n === 1 ? "One article shares text with it." : n + (n === 100 ? " or more" : "") + " articles share text with it.",
        percent(known) + " of your text stands there: it is marked."];
}

// Draws the answer; the box itself stays, so that typing goes on.
function draw() {
    const matches = state.matches || [];
    const ranges = carryOver(unitRanges(state.known, matches.flatMap(queryRanges)), state.known, state.text);
    const [words, about] = verdict(ranges);
    parts.verdict.textContent = words;
    parts.about.textContent = about;
    parts.about.hidden = !about;
    parts.list.replaceChildren(...(state.all ? matches : matches.slice(0, AT_ONCE)).map(matchRow));
    parts.more.hidden = state.all || matches.length <= AT_ONCE;
    parts.more.textContent = "Show all " + matches.length;
    parts.answer.classList.toggle("old", state.waiting);
    parts.answer.setAttribute("aria-busy", String(state.waiting));
    parts.marked.replaceChildren(...(ranges.length ? highlighted(state.text, ranges) : []));
    parts.marked.scrollTop = parts.box.scrollTop;
}

// Shows an answer when it comes, unless another question overtook it. The view may have been drawn
// anew meanwhile.
async function answered(question, newText) {
    if (!await question)
        return;
    state.waiting = false;
    if (newText)
        parts.box.value = state.text;
    draw();
}

// What is known of the text, and which matches are wanted: folded, as few need it.
function limits(change) {
    const field = (name, label, input) => el("div", {class: "field"}, el("label", {for: "ask-" + name}, label), input);
    const values = state.parameters;
    const site = el("input", {id: "ask-site", type: "text", value: values.site, autocomplete: "off", spellcheck: "false",
        placeholder: "example.com", title: "What this site repeats on its pages is left out", oninput: () => change("site", site.value.trim())});
    const published = el("input", {id: "ask-published", type: "date", value: values.published, onchange: () => change("published", published.value)});
    const span = el("select", {id: "ask-window", onchange: () => {
        if (span.value && !published.value && !state.id) // news of today, unless one says otherwise
            values.published = published.value = new Date().toISOString().slice(0, 10);
        change("window", span.value);
    }}, Object.entries(WINDOWS).map(([value, words]) => el("option", {value}, words)));
    const lang = el("select", {id: "ask-lang", onchange: () => change("lang", lang.value)}, el("option", {value: ""}, "all"));
    span.value = values.window;
    ready.then(({languages}) => {
        lang.append(...languages.map(([value, words]) => el("option", {value}, words)));
        lang.value = values.lang;
    });
    return el("details", {class: "ask-limits", open: Object.values(values).some((value) => value)},
        el("summary", {}, "Site, date and language"),
        el("div", {class: "ask-fields"}, field("site", "Its site", site), field("published", "Published", published),
            field("window", "Matches within", span), field("lang", "Language of matches", lang)));
}

function askView(main, address) {
    const typing = document.activeElement;
    if (!address.values.get("id") && typing?.id === "ask-text" && main.contains(typing)) {
        setTimeout(() => typing.focus({preventScroll: true})); // drawn already, before the overview came
        return;
    }
    parts = {
        verdict: el("p", {class: "ask-verdict", id: "ask-verdict"}),
        about: el("p", {class: "note", id: "ask-known"}),
        list: el("ol", {class: "ask-list", id: "ask-list"}),
        more: el("button", {type: "button", class: "more", id: "ask-all", onclick: () => {
            state.all = true;
            draw();
            parts.list.children[AT_ONCE]?.querySelector("a")?.focus();
        }}),
        marked: el("div", {class: "ask-marked", dir: "auto", "aria-hidden": "true"}), // behind the box, with the same words in the same places
    };
    parts.answer = el("section", {class: "card ask-answer", "aria-label": "Answer"},
        el("div", {role: "status"}, parts.verdict, parts.about), parts.list, parts.more);
    let timer = 0;
    const later = () => {
        clearTimeout(timer);
        state.waiting = state.text.trim() !== "";
        timer = setTimeout(async () => {
            if (state.waiting)
                await answered(askText());
        }, PAUSE);
        if (state.waiting)
            return;
        state.asked++;
        state.matches = null;
        state.error = "";
    };
    const box = el("textarea", {id: "ask-text", rows: "12", dir: "auto", spellcheck: "false", "aria-describedby": "ask-hint",
        placeholder: "Type or paste an article, or drop a file here",
        onscroll: () => { parts.marked.scrollTop = box.scrollTop; },
        oninput: () => {
            state.text = box.value;
            state.id = null;
            later();
            draw();
        }});
    parts.box = box;
    const take = async (file) => {
        if (!file)
            return;
        state.id = null;
        state.waiting = true;
        draw();
        await answered(askFile(file), true);
    };
    const change = (name, value) => {
        state.parameters[name] = value;
        if (state.id)
            answered(askIndexed(state.id));
        else
            later();
        draw();
    };
    const file = el("input", {type: "file", id: "ask-file", class: "hidden", tabindex: "-1", "aria-label": "A file to ask about", accept: ".txt,.html,.htm,.json,text/plain,text/html",
        onchange: () => take(file.files[0])});
    const drop = el("section", {class: "card ask-box", "aria-labelledby": "ask-title",
        ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
        ondragleave: () => drop.classList.remove("over"),
        ondrop: (event) => { event.preventDefault(); drop.classList.remove("over"); take(event.dataTransfer.files[0]); }},
        el("label", {class: "hidden", for: "ask-text"}, "The text to look for"),
        el("div", {class: "ask-field"}, parts.marked, box),
        el("div", {class: "ask-tools"},
            limits(change),
            el("button", {type: "button", onclick: () => file.click()}, "Choose a file"), file,
            el("button", {type: "button", onclick: () => { box.value = ""; box.dispatchEvent(new Event("input")); box.focus(); }}, "Clear")),
        el("p", {class: "note", id: "ask-hint"}, "Text, a page of HTML, or an article as JSON. It is compared here and kept nowhere."));
    main.replaceChildren(
        el("header", {class: "story-head ask-head"}, el("h1", {tabindex: "-1", id: "ask-title"}, "Where else does this text appear?")),
        el("div", {class: "sections ask"}, drop,
            parts.answer));
    document.title = "Ask \u2013 wirecopy";
    const id = address.values.get("id");
    box.value = state.text;
    if (id && id !== state.id) {
        state.waiting = true;
        answered(askIndexed(id), true);
    } else {
        box.focus({preventScroll: true});
    }
    draw();
}

async function matchView(main, i) {
    const match = state.matches?.[i];
    if (!match) {
        location.replace("#/ask");
        return;
    }
    const response = await fetch("/api/articles/" + encodeURIComponent(match.id) + "?text=1");
    const article = response.ok ? await response.json() : {};
    const time = Date.parse(match.published || "") / 1000;
    const side = (text, label, about) => ({time: null, label, text, ...about});
    const view = compareTexts(side(state.text, "Your text", {title: state.id || "Your text", site: state.parameters.site}),
        side(article.text || "", "In the index", {title: match.title || match.id, site: match.site || "", url: match.url,
            author: article.author, lang: article.lang, time: Number.isNaN(time) ? null : time}),
        match.passages.map((passage) => [...passage.query, ...passage.match]));
    main.replaceChildren(el("p", {class: "back"}, el("a", {href: state.id ? "#/ask?" + new URLSearchParams({id: state.id}) : "#/ask", id: "back"}, "\u2190 The answer")),
        el("h1", {class: "compare-title", tabindex: "-1"}, "What was copied"),
        article.text ? "" : el("p", {class: "note"}, "The index hands out no text of this article."), view.node);
    setComparison(view);
    document.title = "What was copied \u2013 wirecopy";
}

addView("ask", (main, address) => address.path[1] === "match" ? matchView(main, Number(address.path[2])) : askView(main, address));
document.querySelector(".tools").prepend(el("a", {class: "button", href: "#/ask", id: "ask-button"}, "Ask"));
// Asking does not wait for the overview, which may take a while to make.
const isReady = () => document.documentElement.dataset.ready !== undefined;
const showEarly = () => location.hash.startsWith("#/ask") && show();
addEventListener("hashchange", () => isReady() || showEarly());
showEarly();
})();
