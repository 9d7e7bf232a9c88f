// The overview document made ready: rows as objects, and sums over them.

function records(table) {
    return table.rows.map((row) => {
        const record = {};
        table.fields.forEach((field, i) => { record[field] = row[i]; });
        return record;
    });
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// An ascending list of numbers, written as differences, five bits a character.
function readSet(text) {
    const numbers = [];
    let number = 0, shift = 0, difference = 0;
    for (const c of text) {
        const digit = DIGITS.indexOf(c);
        difference += (digit & 31) * 2 ** shift;
        shift += 5;
        if (digit < 32) {
            numbers.push(number += difference);
            difference = shift = 0;
        }
    }
    return numbers;
}

function prepare(raw) {
    const data = {...raw, facts: records(raw.facts), times: records(raw.times), flows: records(raw.flows), stories: records(raw.stories)};
    data.stories.forEach((story, i) => {
        const pairs = [];
        for (let k = 0; k + 1 < story.relations.length; k += 2)
            pairs.push([story.relations[k], story.relations[k + 1]]);
        const original = data.relations.indexOf("original");
        story.relations = pairs.sort((a, b) => (b[0] === original) - (a[0] === original));
        story.at = readSet(story.at);
        story.rank = i + 1;
        story.words = null;
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

// What a search looks through; made when it is first needed.
function storyWords(data, story) {
    story.words ??= fold([story.title, data.sites[story.source], ...story.at.map((site) => data.sites[site])].join(" "));
    return story.words;
}

const emptySum = () => ({articles: 0, copies: 0, original: 0, agency: 0, copied: 0});

// Articles and bytes that pass the filter: in all, by unit of time and by site. Time is finer as
// long as no site is asked for.
function sumFacts(data, f) {
    const copies = data.relations.map((name) => COPIES.has(name));
    const add = (sum, fact) => {
        sum.articles += fact.articles;
        sum.copies += copies[fact.relation] ? fact.articles : 0;
        sum.original += fact.original;
        sum.agency += fact.agency;
        sum.copied += fact.copied;
    };
    const into = (map, key) => {
        if (!map.has(key))
            map.set(key, emptySum());
        return map.get(key);
    };
    const fine = f.site === null;
    const sums = {all: emptySum(), byTime: new Map(), bySite: new Map(), undated: 0, unit: fine ? data.time_unit : data.unit};
    for (const fact of fine ? data.times : data.facts) {
        if (!matchesFact(fact, f, sums.unit))
            continue;
        add(sums.all, fact);
        if (fact.from === null)
            sums.undated += fact.articles;
        else
            add(into(sums.byTime, fact.from), fact);
    }
    for (const fact of data.facts) {
        if (matchesFact(fact, f, data.unit))
            add(into(sums.bySite, fact.site), fact);
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
