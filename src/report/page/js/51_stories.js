// The stories that spread most.

const STORIES_AT_ONCE = 8;

function relationBar(data, story, widest) {
    const parts = story.relations.map(([relation, n]) => el("span", {
        class: "mix mix-" + data.relations[relation],
        "--w": (100 * n / story.size).toFixed(2) + "%",
    }));
    return el("span", {class: "story-bar", "aria-hidden": "true", "--w": (100 * story.sites / widest).toFixed(2) + "%"},
        parts);
}

function relationWords(data, story) {
    return story.relations.filter(([relation]) => data.relations[relation] !== "original")
        .map(([relation, n]) => count(n) + " " + data.relations[relation]).join(", ");
}

function storyItem(data, story, widest) {
    const title = story.title || "(no title)";
    const link = story.full
        ? el("a", {href: "#/story/" + story.cluster, class: "story-link", dir: "auto"}, title)
        : el("span", {class: "story-link", dir: "auto"}, title);
    return el("li", {class: "story" + (story.full ? "" : " story-thin")},
        el("span", {class: "rank", "aria-hidden": "true"}, story.rank),
        el("div", {class: "story-main"}, link,
            el("p", {class: "story-about"}, story.source ? [sourceName(data.sites[story.source]), " \u00b7 "] : null,
                span(story.first, story.last),
                story.last !== null && story.last > story.first ? [" \u00b7 within ", lag(story.last - story.first)] : null),
            relationBar(data, story, widest),
            el("p", {class: "story-mix"}, relationWords(data, story))),
        el("div", {class: "story-reach"}, el("strong", {}, count(story.sites || 0)),
            el("span", {}, story.sites === 1 ? "site" : "sites"),
            el("span", {class: "muted"}, plural(story.size, "article", "articles"))));
}

// Whose id or address was typed.
function directHit(article) {
    const own = el("a", {href: article.cluster ? "#/story/" + article.cluster : "#/ask?" + new URLSearchParams({id: article.id}),
        id: "direct", dir: "auto"}, article.title || article.id);
    return el("p", {class: "direct", role: "status"}, "The article: ", own,
        el("span", {class: "muted"}, article.site ? [" \u00b7 ", sourceName(article.site)] : null,
            article.published ? [" \u00b7 ", article.published.slice(0, 10)] : null,
            article.cluster ? null : " \u00b7 shares its text with no other"));
}

function nothingFound(filter) {
    return window.wirecopyProvider.live && filter.q
        ? ["No story matches. Titles, sites, sources, ids and addresses were searched; for words of a text, ",
            el("a", {href: "#/ask"}, "ask with the text"), "."]
        : "No story matches.";
}

function storySection(data, stories, filter, onChange, direct) {
    const order = {
        "": (a, b) => a.rank - b.rank,
        newest: (a, b) => (b.first ?? -Infinity) - (a.first ?? -Infinity) || a.rank - b.rank,
        articles: (a, b) => b.size - a.size || a.rank - b.rank,
        fastest: (a, b) => b.sites / (1 + (b.last - b.first) / DAY) - a.sites / (1 + (a.last - a.first) / DAY) || a.rank - b.rank,
    };
    const sorted = [...stories].sort(order[filter.sort] || order[""]);
    const widest = sorted.reduce((most, story) => Math.max(most, story.sites), 1);
    const list = el("ol", {class: "stories", id: "stories"});
    const more = el("button", {type: "button", class: "more"});
    let shown = 0;
    const show = (n) => {
        const from = shown;
        shown = Math.min(sorted.length, shown + n);
        list.append(...sorted.slice(from, shown).map((story) => storyItem(data, story, widest)));
        more.hidden = shown >= sorted.length;
        more.textContent = "Show " + count(Math.min(50, sorted.length - shown)) + " more of " +
            count(sorted.length - shown);
        return list.children[from];
    };
    more.addEventListener("click", () => show(50)?.querySelector("a")?.focus());
    show(STORIES_AT_ONCE);
    const sort = el("select", {id: "sort", onchange: (event) => onChange("sort", event.target.value)},
        [["", "most sites"], ["articles", "most articles"], ["fastest", "fastest"], ["newest", "newest"]]
            .map(([value, text]) => el("option", {value}, text)));
    sort.value = filter.sort || "";
    const rest = data.tail.clusters > 0 && !isFiltered(filter)
        ? el("p", {class: "note"}, "Another ", plural(data.tail.clusters, "smaller story", "smaller stories"), " with ",
            plural(data.tail.articles, "article", "articles"), " are counted in the charts, but not listed.") : null;
    return el("section", {class: "card stories-card", "aria-labelledby": "stories-title"},
        el("div", {class: "card-head"}, el("h2", {id: "stories-title"}, "Stories that spread most"),
            el("div", {class: "field inline"}, el("label", {for: "sort"}, "Order"), sort)),
        el("p", {class: "note", role: "status", id: "story-count"}, sorted.length === 0 ? (direct ? "" : nothingFound(filter))
            : plural(sorted.length, "story", "stories") + (data.tail.clusters > 0 ? " listed" : "")),
        direct ? directHit(direct) : null, list, more, rest);
}
