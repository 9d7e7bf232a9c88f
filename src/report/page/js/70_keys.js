// The theme and the keys.

const THEMES = ["light", "dark"];

function remember(key, value) {
    try {
        if (value === undefined)
            return localStorage.getItem(key);
        localStorage.setItem(key, value);
    } catch {
        // a page from disk may have no storage
    }
    return null;
}

const systemDark = matchMedia("(prefers-color-scheme: dark)");

const currentTheme = () => document.documentElement.dataset.theme || (systemDark.matches ? "dark" : "light");

function showTheme() {
    const button = document.getElementById("theme-button");
    button.textContent = currentTheme() === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", "Switch to " + (currentTheme() === "dark" ? "light" : "dark"));
}

function setTheme(theme) {
    if (THEMES.includes(theme))
        document.documentElement.dataset.theme = theme;
    showTheme();
}

function switchTheme() {
    const theme = currentTheme() === "dark" ? "light" : "dark";
    remember("wirecopy-theme", theme);
    setTheme(theme);
}

// j and k go through the links of the list that the page shows.
function stepFocus(by) {
    const links = [...document.querySelectorAll("a.story-link, a.compare-link")];
    const at = links.indexOf(document.activeElement);
    const next = links[at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)];
    next?.focus();
    next?.scrollIntoView({block: "nearest"});
}

function installKeys(page) {
    const help = document.getElementById("help");
    document.getElementById("help-button").addEventListener("click", () => help.showModal());
    document.getElementById("theme-button").addEventListener("click", switchTheme);
    document.getElementById("skip").addEventListener("click", (event) => {
        event.preventDefault();
        document.getElementById("main").focus();
    });
    systemDark.addEventListener("change", showTheme);
    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || help.open)
            return;
        if (isTyping(event.target)) {
            if (event.key === "Escape")
                event.target.blur();
            return;
        }
        const act = {
            "/": () => { document.getElementById("search")?.focus(); document.getElementById("search")?.select(); },
            "t": switchTheme,
            "?": () => help.showModal(),
            "j": () => stepFocus(1),
            "k": () => stepFocus(-1),
            "n": () => page.comparison?.step(1),
            "p": () => page.comparison?.step(-1),
            "Escape": () => document.getElementById("back")?.click(),
        }[event.key];
        if (act) {
            event.preventDefault();
            act();
        }
    });
}
