// The overview document made ready: rows as objects, and sums over them.

function records(table) {
    return table.rows.map((row) => {
        const record = {};
        table.fields.forEach((field, i) => { record[field] = row[i]; });
        return record;
    });
}

function prepare(raw) {
    const data = {...raw, facts: records(raw.facts), flows: records(raw.flows), stories: records(raw.stories)};
    data.stories.forEach((story, i) => {
        const pairs = [];
        for (let k = 0; k + 1 < story.relations.length; k += 2)
            pairs.push([story.relations[k], story.relations[k + 1]]);
        const original = data.relations.indexOf("original");
        story.relations = pairs.sort((a, b) => (b[0] === original) - (a[0] === original));
        story.rank = i + 1;
        story.words = fold([story.title, data.sites[story.source], ...story.at.map((site) => data.sites[site])]
            .join(" "));
    });
    return data;
}

// The first day of the unit after the one that starts on `from`.
function unitEnd(unit, from) {
    if (unit === "day")
        return from + 1;
    if (unit === "week")
        return from + 7;
    const d = new Date(from * DAY * 1000);
    const next = unit === "month" ? Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 1)
        : Date.UTC(d.getUTCFullYear() + 1, 0, 1);
    return Math.round(next / 1000 / DAY);
}

// Articles and bytes of the facts that pass the filter, in all, by unit of time and by site.
function sumFacts(data, f) {
    const zero = () => ({articles: 0, copies: 0, original: 0, agency: 0, copied: 0});
    const sums = {all: zero(), byTime: new Map(), bySite: new Map(), undated: 0};
    const copies = new Set(data.relations.map((name, i) => COPIES.has(name) ? i : -1));
    const end = (from) => unitEnd(data.unit, from);
    const into = (map, key) => {
        if (!map.has(key))
            map.set(key, zero());
        return map.get(key);
    };
    for (const fact of data.facts) {
        if (!matchesFact(fact, f, end))
            continue;
        const targets = [sums.all, into(sums.bySite, fact.site)];
        if (fact.from === null)
            sums.undated += fact.articles;
        else
            targets.push(into(sums.byTime, fact.from));
        for (const sum of targets) {
            sum.articles += fact.articles;
            sum.copies += copies.has(fact.relation) ? fact.articles : 0;
            sum.original += fact.original;
            sum.agency += fact.agency;
            sum.copied += fact.copied;
        }
    }
    return sums;
}

// The dates between which all but a thousandth at either end lies.
function usualSpan(byTime) {
    const starts = [...byTime.keys()].sort((a, b) => a - b);
    const all = starts.reduce((sum, from) => sum + byTime.get(from).articles, 0);
    let before = 0, first = starts[0], last = starts[starts.length - 1];
    for (const from of starts) {
        if (before <= all / 1000)
            first = from;
        if (before < all - all / 1000)
            last = from;
        before += byTime.get(from).articles;
    }
    return starts.length ? {first, last} : null;
}
