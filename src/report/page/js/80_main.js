// Which view the address asks for. A server's script may add views with wirecopyPage.addView before
// or after the page has started.

const ready = {};
ready.promise = new Promise((resolve) => { ready.resolve = resolve; });
const page = {data: null, comparison: null, address: "", back: "#/", views: {}, scroll: new Map(), turn: 0};

function message(main, title, text, back) {
    main.replaceChildren(back ? backLink(back, "All stories") : "",
        el("h1", {tabindex: "-1"}, title), el("p", {class: "standfirst"}, text));
}

async function showStory(main, path, turn) {
    const story = await window.wirecopyProvider.story(path[1]);
    if (turn !== page.turn)
        return;
    const i = path[2] === "compare" ? Number(path[3]) : 0;
    if (!story || story.members.length === 0) {
        message(main, "This story is not in the report",
            "Only the stories that spread most are here in full; \u2018wirecopy clusters\u2019 and \u2018wirecopy show\u2019 have them all.", page.back);
    } else if (canCompare(story, i)) {
        page.comparison = compareView(main, story, i, "#/story/" + path[1]);
        document.title = "What was copied \u2013 " + story.title;
        return;
    } else {
        storyView(main, story, page.data.stories.find((row) => row.cluster === story.cluster), page.back);
    }
    document.title = (story?.title || "Story") + " \u2013 wirecopy";
}

async function show() {
    const main = document.getElementById("main"), turn = ++page.turn;
    const address = parseAddress(location.hash);
    page.scroll.set(page.address, scrollY);
    page.comparison = null;
    page.address = location.hash;
    const view = page.views[address.path[0]];
    if (view) {
        await view(main, address);
    } else if (address.path[0] === "story") {
        await showStory(main, address.path, turn);
    } else {
        page.back = filterAddress(address.filter);
        overviewView(main, page.data, address, (hash, quietly) => {
            page.back = page.address = hash;
            history[quietly ? "replaceState" : "pushState"](null, "", hash);
        });
        document.title = page.data.name + " \u2013 wirecopy";
    }
    if (turn !== page.turn)
        return;
    if (turn > 1) {
        main.querySelector("h1")?.focus({preventScroll: true});
        scrollTo(0, page.scroll.get(page.address) || 0);
    }
}

async function start() {
    setTheme(remember("wirecopy-theme"));
    installKeys(page);
    page.data = prepare(await window.wirecopyProvider.overview());
    document.getElementById("index-name").textContent = page.data.name;
    document.getElementById("foot").replaceChildren(el("p", {},
        plural(page.data.stat.articles, "article", "articles"), ", ", bytes(page.data.stat.text_bytes), " of text, ",
        plural(page.data.stat.pairs, "pair", "pairs"), " compared exactly",
        page.data.stat.skipped > 0 ? [", ", plural(page.data.stat.skipped, "record", "records"), " skipped"] : null,
        ". Made ", moment(page.data.made), " UTC by wirecopy ", page.data.version, ". All times are UTC."));
    ready.resolve({languages: page.data.langs.slice(1).map((lang) => [lang, languageName(lang)])});
    addEventListener("hashchange", () => show());
    await show();
    document.documentElement.dataset.ready = "yes";
}

window.wirecopyPage = {
    addView: (name, render) => { page.views[name] = render; },
    ready: ready.promise,
    show, el, compareTexts, percent, day, moment, sourceName, relationChip,
    setComparison: (comparison) => { page.comparison = comparison; },
};
start();
