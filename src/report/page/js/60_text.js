// Texts and the passages they share. Offsets are bytes of UTF-8, as everywhere in wirecopy; strings
// here count UTF-16 units.

// The text of a member: a string, or pieces of its base's text and of its own.
function memberText(story, i, depth = 0) {
    const member = story.members[i];
    if (!member || !Array.isArray(member.text))
        return typeof member?.text === "string" ? member.text : null;
    const base = depth < 100 ? memberText(story, member.base, depth + 1) : null;
    if (base === null)
        return null;
    const bytesOfBase = new TextEncoder().encode(base), decoder = new TextDecoder();
    return member.text.map((piece) => typeof piece === "string" ? piece
        : decoder.decode(bytesOfBase.subarray(piece[0], piece[1]))).join("");
}

// A function from byte offsets, asked for in ascending order, to places in the string.
function unitFinder(text) {
    let unit = 0, byte = 0;
    return (offset) => {
        while (byte < offset && unit < text.length) {
            const c = text.codePointAt(unit);
            byte += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            unit += c < 0x10000 ? 1 : 2;
        }
        return unit;
    };
}

// The text cut into {text, passage} with passage -1 between passages. `ranges` are [from, to] in
// bytes, by passage; where they overlap, the earlier one has the text.
function cutText(text, ranges) {
    const order = ranges.map((range, i) => ({from: range[0], to: range[1], i})).sort((a, b) => a.from - b.from || a.i - b.i);
    const find = unitFinder(text), pieces = [];
    let done = 0, doneByte = 0;
    for (const range of order) {
        const fromByte = Math.max(range.from, doneByte);
        if (range.to <= fromByte)
            continue;
        const from = find(fromByte), to = find(range.to);
        if (from > done)
            pieces.push({text: text.slice(done, from), passage: -1});
        pieces.push({text: text.slice(from, to), passage: range.i, from: fromByte, to: range.to});
        done = to;
        doneByte = range.to;
    }
    if (done < text.length)
        pieces.push({text: text.slice(done), passage: -1});
    return pieces;
}

// One side of a comparison.
function textPane(side, ranges, letter) {
    const pieces = cutText(side.text, ranges);
    const shared = pieces.reduce((sum, piece) => sum + (piece.passage >= 0 ? piece.text.length : 0), 0);
    return el("article", {class: "pane pane-" + letter, "aria-label": side.label},
        el("header", {class: "pane-head"},
            el("p", {class: "pane-role"}, side.label),
            el("h2", {dir: "auto", lang: side.lang}, side.title || "(no title)"),
            el("p", {class: "pane-about"}, sourceName(side.site), " \u00b7 ", moment(side.time ?? null),
                side.author ? [" \u00b7 ", el("bdi", {}, side.author)] : null,
                outside(side.url, "Read it there")),
            el("p", {class: "pane-shared"}, el("strong", {}, percent(side.text.length ? shared / side.text.length : 0)),
                " of this text is in the other one")),
        el("div", {class: "pane-text", dir: "auto", lang: side.lang}, pieces.map((piece) => piece.passage < 0
            ? el("span", {class: "own"}, piece.text)
            : el("mark", {"data-passage": piece.passage, "data-from": piece.from, "data-to": piece.to}, piece.text))));
}

// Two texts side by side. `a` and `b` have label, title, site, time, url, author, lang, text;
// `passages` are [a from, a to, b from, b to] in bytes.
function compareTexts(a, b, passages) {
    const panes = el("div", {class: "panes"},
        textPane(a, passages.map((p) => [p[0], p[1]]), "a"), textPane(b, passages.map((p) => [p[2], p[3]]), "b"));
    const where = el("span", {class: "passage-count", role: "status"},
        passages.length ? plural(passages.length, "shared passage", "shared passages") : "No shared passage");
    let current = -1;
    const marks = (i) => panes.querySelectorAll('mark[data-passage="' + i + '"]');
    const select = (i, scroll) => {
        if (passages.length === 0)
            return;
        panes.classList.add("stepping"); // where one stands above the other, both come into view
        panes.querySelectorAll("mark.current").forEach((mark) => mark.classList.remove("current"));
        current = (i + passages.length) % passages.length;
        const found = marks(current);
        found.forEach((mark) => mark.classList.add("current"));
        where.textContent = "Passage " + (current + 1) + " of " + passages.length;
        for (const mark of scroll ? found : []) {
            const box = mark.closest(".pane-text");
            if (box.scrollHeight > box.clientHeight + 1)
                box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - 40;
        }
        const stacked = getComputedStyle(panes).gridTemplateColumns.split(" ").length === 1;
        if (scroll && found[0])
            (stacked ? panes : found[0]).scrollIntoView({block: stacked ? "start" : "nearest"});
    };
    panes.addEventListener("click", (event) => {
        const mark = event.target.closest("mark");
        if (mark)
            select(Number(mark.dataset.passage), true);
    });
    panes.querySelectorAll(".pane-text").forEach((box) => box.setAttribute("tabindex", "0"));
    panes.querySelectorAll(".pane-text").forEach((box) => {
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", "Text");
    });
    const step = (by) => select(current < 0 && by < 0 ? -1 : current + by, true);
    const bar = el("div", {class: "passage-bar"}, where,
        el("button", {type: "button", id: "previous-passage", disabled: passages.length === 0, onclick: () => step(-1)}, "Previous"),
        el("button", {type: "button", id: "next-passage", disabled: passages.length === 0, onclick: () => step(1)}, "Next"));
    return {node: el("div", {class: "compare"}, bar, panes), step};
}
