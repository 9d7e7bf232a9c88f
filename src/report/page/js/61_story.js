// One story: where it comes from, how it travelled, who carries it.

function backLink(address, text) {
    return el("p", {class: "back"}, el("a", {href: address, id: "back"}, "\u2190 ", text));
}

// The kinds of reasons, as wirecopy-show(1) has them.
const REASONS = {
    "credit": "credits it",
    "complete": "has the others\u2019 text and little that none of them has",
    "earliest": "is dated before all others",
    "agency": "is on a site that sells its text",
    "own-mark": "carries its own site\u2019s mark",
    "credits-none": "credits nobody, while others do",
    "first-version": "came before a later version on its site",
    "series": "is one of a series on its site",
    "record": "is on a site that other articles credit",
};

function reasonItem(story, reason) {
    const by = story.members.find((member) => member.id === reason.by);
    const dated = story.members.filter((member) => member.time !== null && member.id !== reason.by);
    const next = Math.min(...dated.map((member) => member.time));
    const first = reason.kind === "earliest" && by && by.time !== null;
    const tied = first && dated.length > 0 && next <= by.time;
    return el("li", {}, el("bdi", {}, by?.site || reason.by), " ",
        tied ? "is among the first" : REASONS[reason.kind] || reason.kind,
        reason.evidence ? [": ", el("q", {dir: "auto", class: "quote"}, reason.evidence)] : null,
        first ? [": ", moment(by.time), tied ? ", as another" : dated.length ? [", the next ", later(next - by.time)] : null] : null);
}

// What speaks for the original, heaviest first; the same credit is told once.
function evidence(story, alone) {
    const first = story.members[0], seen = new Set(), items = [];
    const reasons = story.origin?.reasons || [];
    for (const reason of reasons) {
        const key = reason.kind + "\n" + (reason.evidence || reason.by);
        if (!seen.has(key) && seen.size < 5) {
            seen.add(key);
            items.push(reasonItem(story, reason));
        }
    }
    const rest = reasons.length + (story.origin?.more || 0) - items.length;
    if (rest > 0)
        items.push(el("li", {class: "muted"}, "and " + plural(rest, "more reason", "more reasons")));
    const sure = story.origin && story.origin.reasons.length
        ? el("span", {class: "sure"}, percent(story.origin.confidence) + " sure") : null;
    return el("section", {class: "card evidence" + (alone ? " wide" : ""), "aria-labelledby": "evidence-title"},
        el("div", {class: "card-head"},
            el("h2", {id: "evidence-title"}, story.original ? "Why this one is the original" : "Where it comes from"), sure),
        story.original ? null : el("p", {}, "The original is not among the indexed articles",
            story.source ? ["; the members point to ", sourceName(story.source)] : null, ". ",
            el("bdi", {}, first.site || first.id), " stands for it here."),
        items.length ? el("ul", {}, items) : el("p", {class: "note"}, "Nothing but the texts speaks for it."));
}

// Points on a line of time, piled up where they are close together.
function timeLine(story, width) {
    const dated = story.members.map((member, i) => ({member, i})).filter(({member}) => member.time !== null);
    const first = Math.min(...dated.map(({member}) => member.time));
    const last = Math.max(...dated.map(({member}) => member.time));
    const pad = 14, r = 6, scale = (time) => pad + (width - 2 * pad) * (last > first ? (time - first) / (last - first) : .5);
    const piles = new Map();
    const points = dated.sort((a, b) => a.member.time - b.member.time || a.i - b.i).map(({member, i}) => {
        const pile = Math.round((scale(member.time) - pad) / (2 * r + 1)), x = pad + pile * (2 * r + 1);
        piles.set(pile, (piles.get(pile) || 0) + 1);
        return {member, i, x: Math.min(x, width - pad), level: Math.min(piles.get(pile) - 1, 11)};
    });
    const high = points.reduce((max, point) => Math.max(max, point.level), 0);
    const base = 16 + (high + 1) * (2 * r + 1), height = base + 30;
    const chart = svg("svg", {viewBox: "0 0 " + width + " " + height, width, height, class: "chart", role: "img",
        "aria-label": "Time line from " + moment(first) + " to " + moment(last)});
    chart.append(svg("line", {x1: pad, x2: width - pad, y1: base, y2: base, class: "baseline"}));
    const ticks = last > first ? Math.max(1, Math.min(5, Math.floor(width / 170))) : 1;
    for (let i = 0; i <= ticks && last >= first; i++) {
        const x = last > first ? pad + (width - 2 * pad) * i / ticks : width / 2;
        const time = first + (last - first) * i / ticks;
        if (last === first && i > 0)
            break;
        chart.append(svg("line", {x1: x, x2: x, y1: base, y2: base + 5, class: "baseline"}),
            svg("text", {x, y: base + 20, class: "axis",
                "text-anchor": last === first ? "middle" : i === 0 ? "start" : i === ticks ? "end" : "middle"},
            i === 0 ? moment(time) : "+ " + lag(time - first)));
    }
    for (const point of points) {
        const y = base - r - 2 - point.level * (2 * r + 1);
        chart.append(svg("circle", {cx: point.x, cy: y, r: point.member.relation === "original" ? r + 1.5 : r,
            class: "dot dot-" + point.member.relation, onclick: () => {
                const row = document.getElementById("member-" + point.i);
                row?.scrollIntoView({block: "center"});
                row?.querySelector("a")?.focus();
            }}, svg("title", {}, (point.member.site || point.member.id) + ", " + moment(point.member.time) + ", " +
                point.member.relation)));
    }
    return chart;
}

const canCompare = (story, i) => i > 0 && Boolean(story.members[i]?.passages) && memberText(story, i) !== null;

function memberRow(story, member, i) {
    const compare = canCompare(story, i);
    return el("tr", {id: "member-" + i, class: "member"},
        el("td", {class: "when"}, el("span", {}, member.time === null ? "\u2013" : moment(member.time)),
            "lag" in member ? el("span", {class: "lag"}, (member.lag < 0 ? "\u2212 " : "+ ") + lag(member.lag)) : null),
        el("td", {class: "who"}, el("bdi", {class: "site"}, member.site || "unknown site"),
            el("span", {class: "member-title", dir: "auto"}, (member.title ?? story.title) || "(no title)"),
            el("span", {class: "muted id"}, el("bdi", {}, member.id), " ", outside(member.url, "open"))),
        el("td", {class: "how"}, relationChip(member.relation),
            i === 0 && !story.original ? el("span", {class: "muted via"}, "stands for it here") : null,
            member.via ? el("span", {class: "muted via"}, "by way of ", el("bdi", {}, member.via)) : null),
        el("td", {class: "number", "data-label": "copied"}, i === 0 ? "" : percent(member.containment)),
        el("td", {class: "number", "data-label": "Jaccard"}, i === 0 ? "" : member.jaccard > .99 && member.jaccard < 1 ? "0.99" : member.jaccard.toFixed(2)),
        el("td", {class: "action"}, compare
            ? el("a", {class: "button compare-link", href: "#/story/" + story.cluster + "/compare/" + i,
                "aria-label": "Compare with " + (member.site || member.id)}, "Compare") : null));
}

function memberSection(story) {
    const relations = [...new Set(story.members.map((member) => member.relation))];
    const body = el("tbody", {}), status = el("p", {class: "note", role: "status"});
    let relation = "";
    const draw = () => {
        const rows = story.members.map((member, i) => ({member, i}))
            .filter(({member}) => !relation || member.relation === relation);
        body.replaceChildren(...rows.map(({member, i}) => memberRow(story, member, i)));
        status.textContent = (relation ? plural(rows.length, "member", "members") + " of " : "") +
            plural(story.size, "article", "articles") + (story.omitted > 0 ? "; the last " + count(story.omitted) + " are not listed" : "") + ".";
    };
    const select = el("select", {id: "member-relation", onchange: (event) => { relation = event.target.value; draw(); }},
        el("option", {value: ""}, "all"), relations.map((name) => el("option", {value: name}, name)));
    draw();
    return el("section", {class: "card wide", "aria-labelledby": "members-title"},
        el("div", {class: "card-head"}, el("h2", {id: "members-title"}, "Who carries it"),
            el("div", {class: "field inline"}, el("label", {for: "member-relation"}, "Relation"), select)),
        status,
        el("table", {class: "members"},
            el("caption", {class: "hidden"}, "The members of the story"),
            el("thead", {}, el("tr", {}, ["Published", "Article", "Relation", "Copied", "Jaccard"].map((name, i) =>
                el("th", {scope: "col", class: i > 2 ? "number" : null}, name)), el("td", {}))),
            body));
}

// `row` is the story's row of the overview, if it has one.
function storyView(main, story, row, back) {
    const dated = story.members.filter((member) => member.time !== null);
    const times = dated.map((member) => member.time);
    const first = row?.first ?? (times.length ? Math.min(...times) : null);
    const last = row?.last ?? (times.length ? Math.max(...times) : null);
    const holder = el("div", {class: "chart-holder"});
    const legend = Object.keys(RELATIONS).filter((name) => story.members.some((member) => member.relation === name));
    const source = story.source || story.members[0].site;
    main.replaceChildren(
        backLink(back, "All stories"),
        el("header", {class: "story-head"},
            el("h1", {tabindex: "-1", dir: "auto", lang: story.members[0].lang}, story.title || "(no title)"),
            el("p", {class: "standfirst"}, source ? ["From ", sourceName(source), ". "] : null,
                plural(story.size, "article", "articles"), story.sites ? [" on ", plural(story.sites, "site", "sites")] : null,
                first !== null ? [", ", span(first, last)] : null, ".")),
        el("div", {class: "sections even"},
            dated.length ? el("section", {class: "card", "aria-labelledby": "line-title"},
                el("h2", {id: "line-title"}, "How it travelled"),
                el("ul", {class: "legend small"}, legend.map((name) => el("li", {},
                    el("span", {class: "swatch mix-" + name, "aria-hidden": "true"}), name))),
                holder, dated.length < story.size
                    ? el("p", {class: "note"}, count(dated.length) + " of " + plural(story.size, "article", "articles") + ".") : null) : null,
            evidence(story, dated.length === 0), memberSection(story)));
    if (dated.length)
        whenWide(holder, (width) => holder.replaceChildren(timeLine(story, width)));
}

function compareView(main, story, i, back) {
    const side = (k, label) => {
        const member = story.members[k];
        return {label, title: member.title ?? story.title, site: member.site, time: member.time, url: member.url,
            author: member.author, lang: member.lang, text: memberText(story, k)};
    };
    const role = (k) => k > 0 ? story.members[k].relation[0].toUpperCase() + story.members[k].relation.slice(1)
        : story.original ? "Original" : "Stands for the original";
    const base = story.members[i].base || 0;
    const a = side(base, role(base)), b = side(i, role(i));
    const view = compareTexts(a, b, story.members[i].passages || []);
    main.replaceChildren(backLink(back, "The story"),
        el("h1", {class: "compare-title", tabindex: "-1"}, "What was copied"), view.node);
    return view;
}
