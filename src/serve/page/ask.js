// "Where else does this text appear?": a box to type, paste or drop into, and the answer beside it.
// Everything that comes from the index or the user goes in as text; see el() in the page's script.
(() => {
"use strict";
const {addView, el, compareTexts, percent, sourceName, relationChip, setComparison, show} = window.wirecopyPage;

const PAUSE = 250; // ms without a key before the question is asked
const LARGEST = 4 << 20;

// What was asked last, so that the way back from a comparison finds it.
const state = {text: "", site: "", title: "", id: null, matches: null, error: "", waiting: false, asked: 0, request: null};
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

function highlighted(text, ranges) {
    const parts = [];
    let done = 0;
    for (const [from, to] of unitRanges(text, ranges)) {
        parts.push(text.slice(done, from), el("mark", {}, text.slice(from, to)));
        done = to;
    }
    parts.push(text.slice(done));
    return parts;
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

function address() {
    const values = new URLSearchParams();
    for (const name of ["site", "title"]) {
        if (state[name])
            values.set(name, state[name]);
    }
    const text = values.toString();
    return "/api/query" + (text ? "?" + text : "");
}

const askText = () => ask(address(), {method: "POST", headers: {"Content-Type": "text/plain; charset=utf-8"}, body: state.text});

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
        state.text = answer.text;
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
    state.text = found.text || "";
    return ask("/api/query?" + new URLSearchParams({id}), {});
}

function matchRow(match, i) {
    const share = el("span", {class: "ask-share"}, el("strong", {}, percent(match.containment_query)), el("span", {class: "muted"}, " of your text"));
    return el("li", {class: "ask-match"},
        el("div", {},
            el("p", {class: "ask-title", dir: "auto"}, match.title || match.id),
            el("p", {class: "muted ask-about"}, sourceName(match.site || ""), match.published ? [" \u00b7 ", match.published.slice(0, 10)] : null,
                " \u00b7 ", percent(match.containment_match), " of theirs"),
            el("p", {class: "ask-links"}, relationChip(match.relation),
                el("a", {class: "button", href: "#/ask/match/" + i}, "Side by side"),
                match.cluster ? el("a", {class: "button", href: "#/story/" + match.cluster}, "The whole story") : null)),
        share);
}

function verdict() {
    if (state.waiting)
        return "Looking\u2026";
    if (state.error)
        return "That did not work: " + state.error;
    if (!state.matches)
        return "Nothing asked yet.";
    if (state.matches.length === 0)
        return "Nowhere in this index: no article shares enough of this text.";
    const n = state.matches.length;
    return n === 1 ? "One article shares text with it." : n + (n === 100 ? " or more" : "") + " articles share text with it.";
}

// Draws the answer; the box itself stays, so that typing goes on.
function draw() {
    parts.verdict.textContent = verdict();
    const matches = state.matches || [];
    parts.list.replaceChildren(...matches.map(matchRow));
    const ranges = matches.flatMap(queryRanges);
    const marks = ranges.length > 0 && !state.waiting; // the ranges are those of the text that was asked about
    parts.copy.hidden = !marks;
    parts.list.classList.toggle("old", state.waiting);
    parts.marked.replaceChildren(...(marks ? highlighted(state.text, ranges) : []));
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

function askView(main, address) {
    const typing = document.activeElement;
    if (!address.values.get("id") && typing?.id === "ask-text" && main.contains(typing)) {
        setTimeout(() => typing.focus({preventScroll: true})); // drawn already, before the overview came
        return;
    }
    parts = {
        verdict: el("p", {class: "ask-verdict", role: "status", id: "ask-verdict"}),
        list: el("ol", {class: "ask-list", id: "ask-list"}),
        marked: el("div", {class: "pane-text ask-marked", dir: "auto", tabindex: "0", role: "region", "aria-label": "Your text, with what is shared"}),
    };
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
    const site = el("input", {id: "ask-site", type: "text", value: state.site, autocomplete: "off", spellcheck: "false",
        placeholder: "example.com", oninput: () => { state.site = site.value.trim(); later(); draw(); }});
    const file = el("input", {type: "file", id: "ask-file", class: "hidden", tabindex: "-1", "aria-label": "A file to ask about", accept: ".txt,.html,.htm,.json,text/plain,text/html",
        onchange: () => take(file.files[0])});
    const drop = el("section", {class: "card ask-box", "aria-labelledby": "ask-title",
        ondragover: (event) => { event.preventDefault(); drop.classList.add("over"); },
        ondragleave: () => drop.classList.remove("over"),
        ondrop: (event) => { event.preventDefault(); drop.classList.remove("over"); take(event.dataTransfer.files[0]); }},
        el("label", {class: "hidden", for: "ask-text"}, "The text to look for"), box,
        el("div", {class: "ask-tools"},
            el("div", {class: "field inline"}, el("label", {for: "ask-site"}, "Its site"), site),
            el("button", {type: "button", onclick: () => file.click()}, "Choose a file"), file,
            el("button", {type: "button", onclick: () => { box.value = ""; box.dispatchEvent(new Event("input")); box.focus(); }}, "Clear")),
        el("p", {class: "note", id: "ask-hint"}, "Text, a page of HTML, or an article as JSON. It is compared here and kept nowhere."));
    parts.copy = el("section", {class: "card wide", "aria-labelledby": "ask-marked-title"},
        el("h2", {id: "ask-marked-title"}, "What is shared"), parts.marked);
    main.replaceChildren(
        el("header", {class: "story-head ask-head"}, el("h1", {tabindex: "-1", id: "ask-title"}, "Where else does this text appear?")),
        el("div", {class: "sections ask"}, drop,
            el("section", {class: "card ask-answer", "aria-label": "Answer"}, parts.verdict, parts.list), parts.copy));
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
    const view = compareTexts(side(state.text, "Your text", {title: state.title || state.id || "Your text", site: state.site}),
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
