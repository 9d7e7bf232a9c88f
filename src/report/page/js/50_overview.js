// The first page: what was indexed, how much of it is copy, and where to look.

function shareBar(sum, label) {
    const all = sum.original + sum.agency + sum.copied;
    const part = (kind) => all > 0 && sum[kind] > 0
        ? el("span", {class: "part part-" + kind, "--w": (100 * sum[kind] / all).toFixed(2) + "%"}) : null;
    return el("span", {class: "share-bar", role: "img", "aria-label": label}, part("original"), part("agency"),
        part("copied"));
}

const shareText = (sum) => {
    const all = sum.original + sum.agency + sum.copied || 1;
    return percent(sum.original / all) + " original, " + percent(sum.agency / all) + " agency, " +
        percent(sum.copied / all) + " copied from other sites";
};

function hero(data, sums, filter) {
    const sum = sums.all, all = sum.original + sum.agency + sum.copied;
    const dates = usualSpan(sums.byTime);
    const sites = [...sums.bySite.keys()].filter((site) => site !== 0).length;
    const shown = isFiltered({...filter, q: ""}) ? sites : Math.max(sites, data.stat.sites);
    const legend = (kind, words) => el("li", {class: "legend-" + kind},
        el("span", {class: "swatch part-" + kind, "aria-hidden": "true"}),
        el("strong", {}, percent(all ? sum[kind] / all : 0)), " ", words);
    return el("section", {class: "hero", "aria-labelledby": "hero-title"},
        el("h1", {id: "hero-title", tabindex: "-1"},
            el("span", {class: "figure"}, percent(all ? (sum.agency + sum.copied) / all : 0)),
            " of this news is somebody else\u2019s text."),
        el("p", {class: "standfirst"}, plural(sum.articles, "article", "articles"),
            shown > 0 ? [" from ", plural(shown, "site", "sites")] : null,
            dates ? [", ", span(dates.first * DAY, (unitEnd(sums.unit, dates.last) - 1) * DAY)] : null,
            "; ", plural(sum.copies, "is a copy", "are copies"), " of another. ",
            isFiltered({...filter, q: ""}) ? el("em", {}, "Only what the filters below let through is counted. ") : null),
        shareBar(sum, shareText(sum)),
        el("ul", {class: "legend"}, legend("original", "original"), legend("agency", "agency"),
            legend("copied", "copied from other sites")));
}

function choice(name, label, values, value, onChange) {
    const select = el("select", {id: "filter-" + name, onchange: (event) => onChange(name, event.target.value)},
        el("option", {value: ""}, "all"), values.map(([key, text]) => el("option", {value: key}, text)));
    select.value = value;
    return el("div", {class: "field foldable"}, el("label", {for: "filter-" + name}, label), select);
}

function dateField(name, label, value, onChange) {
    return el("div", {class: "field foldable"}, el("label", {for: "filter-" + name}, label),
        el("input", {type: "date", id: "filter-" + name, value, onchange: (event) => onChange(name, event.target.value)}));
}

function filterBar(data, filter, onChange) {
    const counted = new Set(data.facts.map((fact) => fact.site));
    const sites = data.sites.map((site, i) => [site, plainSource(site), i]).filter(([site, , i]) => site && counted.has(i))
        .sort((a, b) => a[1] < b[1] ? -1 : 1);
    const langs = data.langs.slice(1).map((lang) => [lang, languageName(lang)]);
    const used = new Set(data.facts.map((fact) => data.relations[fact.relation]));
    const relations = Object.keys(RELATIONS).filter((name) => used.has(name)).map((name) => [name, name]);
    const search = el("input", {type: "search", id: "search", value: filter.q, dir: "auto", autocomplete: "off",
        spellcheck: "false", placeholder: window.wirecopyProvider.lookUp ? "Title, site, source, id or URL" : "Title, site, source or words",
        oninput: (event) => onChange("q", event.target.value)});
    const fold = el("button", {type: "button", class: "filters-button", "aria-expanded": "false", onclick: () => {
        const open = form.classList.toggle("open");
        fold.setAttribute("aria-expanded", String(open));
    }}, "Filters");
    const form = el("form", {class: "filters", role: "search", "aria-label": "Filters", onsubmit: (event) => event.preventDefault()},
        el("div", {class: "field field-search"}, el("label", {for: "search"}, "Search"), search),
        fold,
        dateField("from", "From", filter.from, onChange),
        dateField("to", "To", filter.to, onChange),
        sites.length ? choice("site", "Site", sites, filter.site, onChange) : null,
        langs.length ? choice("lang", "Language", langs, filter.lang, onChange) : null,
        choice("relation", "Relation", relations, filter.relation, onChange),
        el("button", {type: "button", class: "clear", id: "clear", hidden: !isFiltered(filter),
            onclick: () => onChange(null)}, "Clear"));
    if (isFiltered({...filter, q: ""}))
        fold.click();
    return form;
}

// After the page was drawn anew: the element that was `gone` before, by its id or its address.
function sameElement(body, gone) {
    const href = gone.getAttribute("href");
    return gone.id ? document.getElementById(gone.id)
        : href ? [...body.querySelectorAll("a")].find((link) => link.getAttribute("href") === href) : null;
}

function overviewView(main, data, address, go) {
    let filter = address.filter;
    const top = el("div", {}), body = el("div", {class: "sections"});
    const onChange = (name, value) => {
        filter = name === null ? parseAddress("").filter : {...filter, [name]: value};
        go(filterAddress(filter), true);
        if (name === null) {
            for (const input of bar.querySelectorAll("input, select"))
                input.value = "";
        }
        draw();
    };
    const bar = filterBar(data, filter, onChange);
    // Titles and sites are searched at once, members and texts a moment later by the provider.
    let found = new Set(), asked = "", timer = 0;
    function searchTexts(words) {
        const key = words.join(" ");
        if (key === asked || !window.wirecopyProvider.search)
            return;
        asked = key;
        found = new Set();
        clearTimeout(timer);
        if (key.length > 1)
            timer = setTimeout(async () => {
                const clusters = await window.wirecopyProvider.search(words);
                if (key === asked && clusters.length && body.isConnected) {
                    found = new Set(clusters);
                    draw();
                }
            }, 120);
    }
    // An id or an address leads to its article, wherever that is in the list.
    let direct = null, lookedUp = "", lookTimer = 0;
    function lookUp(text) {
        if (text === lookedUp || !window.wirecopyProvider.lookUp)
            return;
        lookedUp = text;
        direct = null;
        clearTimeout(lookTimer);
        if (text)
            lookTimer = setTimeout(async () => {
                const article = await window.wirecopyProvider.lookUp(text).catch(() => null);
                if (article && text === lookedUp && body.isConnected) {
                    direct = article;
                    draw();
                }
            }, 200);
    }
    function draw() {
        lookUp(filter.q.trim());
        const f = compileFilter(data, filter);
        searchTexts(f.words);
        f.found = direct?.cluster ? new Set([...found, direct.cluster]) : found;
        const sums = sumFacts(data, f);
        const stories = data.stories.filter((story) => matchesStory(data, story, f));
        const beside = stories.length >= STORIES_AT_ONCE; // a long list leaves room at its side
        const focused = body.contains(document.activeElement) ? document.activeElement : null;
        bar.querySelector("#clear").hidden = !isFiltered(filter);
        top.replaceChildren(hero(data, sums, filter));
        body.replaceChildren(...[
            storySection(data, stories, filter, onChange, direct),
            el("div", {class: "aside"}, timeSection(data, sums, onChange), sizeSection(data, stories, filter),
                beside ? siteSection(data, sums, onChange, SITES_BESIDE) : null),
            flowSection(data, f, filter, onChange),
            beside ? null : siteSection(data, sums, onChange, SITES_AT_ONCE)].filter(Boolean));
        if (focused)
            sameElement(body, focused)?.focus({preventScroll: true});
    }
    main.replaceChildren(top, bar, body);
    draw();
    return draw;
}
