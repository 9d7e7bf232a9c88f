// What the reader has narrowed the page to. It lives in the address, so that a link keeps it.

const FILTERS = ["q", "from", "to", "site", "lang", "relation", "sort"];

function parseAddress(hash) {
    const bare = hash.startsWith("#/") ? hash.slice(2) : "";
    const mark = bare.indexOf("?");
    const path = (mark < 0 ? bare : bare.slice(0, mark)).split("/").filter((part) => part !== "");
    const values = new URLSearchParams(mark < 0 ? "" : bare.slice(mark + 1));
    const filter = {};
    for (const name of FILTERS)
        filter[name] = (values.get(name) || "").trim();
    return {path, filter, values};
}

function filterAddress(filter) {
    const values = new URLSearchParams();
    for (const name of FILTERS) {
        if (filter[name])
            values.set(name, filter[name]);
    }
    const text = values.toString();
    return "#/" + (text ? "?" + text : "");
}

const isFiltered = (filter) => FILTERS.some((name) => name !== "sort" && filter[name]);

const fold = (text) => text.normalize("NFKC").toLowerCase();

function dayNumber(text) {
    const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text + "T00:00:00Z") : NaN;
    return Number.isNaN(ms) ? null : Math.floor(ms / 1000 / DAY);
}

// The filter with its names looked up: numbers where the tables have numbers.
function compileFilter(data, filter) {
    const place = (list, name) => name ? list.indexOf(name) : null;
    return {
        words: fold(filter.q).split(/\s+/).filter((word) => word),
        found: new Set(),
        from: dayNumber(filter.from),
        to: dayNumber(filter.to),
        site: place(data.sites, filter.site),
        lang: place(data.langs, filter.lang),
        relation: place(data.relations, filter.relation),
    };
}

function matchesStory(data, story, f) {
    if (f.site !== null && story.source !== f.site && !story.at.includes(f.site))
        return false;
    if (f.lang !== null && story.lang !== f.lang)
        return false;
    if (f.relation !== null && !story.relations.some(([relation]) => relation === f.relation))
        return false;
    if (f.from !== null && (story.last === null || story.last < f.from * DAY))
        return false;
    if (f.to !== null && (story.first === null || story.first >= (f.to + 1) * DAY))
        return false;
    return f.words.every((word) => storyWords(data, story).includes(word)) || f.found.has(story.cluster);
}

function matchesFact(fact, f, unit) {
    if (f.site !== null && fact.site !== f.site)
        return false;
    if (f.lang !== null && fact.lang !== f.lang)
        return false;
    if (f.relation !== null && fact.relation !== f.relation)
        return false;
    if (f.from === null && f.to === null)
        return true;
    return fact.from !== null && (f.from === null || unitEnd(unit, fact.from) > f.from) &&
        (f.to === null || fact.from <= f.to);
}
