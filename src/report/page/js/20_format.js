// Numbers, times and names as people read them. Times are UTC.

const DAY = 86400;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const count = (n) => Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, ",");

const plural = (n, one, many) => count(n) + " " + (n === 1 ? one : many);

function short(n) {
    if (n < 10000)
        return count(n);
    if (n < 1e6)
        return (n / 1e3).toFixed(n < 1e5 ? 1 : 0) + "k";
    return (n / 1e6).toFixed(n < 1e7 ? 2 : 1) + "M";
}

// "100 %" is kept for all of it, "0 %" for none.
function percent(share) {
    const p = 100 * share;
    if (p > 0 && p < 1)
        return "<1 %";
    if (p > 99 && p < 100)
        return "99 %";
    return Math.round(p) + " %";
}

function bytes(n) {
    const units = ["B", "kB", "MB", "GB", "TB"];
    let unit = 0;
    while (n >= 1000 && unit < units.length - 1) {
        n /= 1000;
        unit++;
    }
    return (unit === 0 || n >= 100 ? Math.round(n) : n.toFixed(1)) + " " + units[unit];
}

function dateOf(seconds) {
    const d = new Date(seconds * 1000);
    return Number.isNaN(d.getTime()) ? null : d;
}

function day(seconds) {
    const d = seconds === null ? null : dateOf(seconds);
    return d ? d.getUTCDate() + " " + MONTHS[d.getUTCMonth()] + " " + d.getUTCFullYear() : "no date";
}

const two = (n) => String(n).padStart(2, "0");

// A time of 00:00 is that of a date without one, nearly always.
function moment(seconds) {
    const d = seconds === null || seconds % DAY === 0 ? null : dateOf(seconds);
    return d ? day(seconds) + " " + two(d.getUTCHours()) + ":" + two(d.getUTCMinutes()) : day(seconds);
}

const isoDay = (seconds) => (dateOf(seconds) || new Date(0)).toISOString().slice(0, 10);

function span(first, last) {
    if (first === null)
        return "no date";
    const a = dateOf(first), b = dateOf(last);
    if (!a || !b || day(first) === day(last))
        return day(first);
    if (a.getUTCFullYear() !== b.getUTCFullYear())
        return day(first) + " \u2013 " + day(last);
    if (a.getUTCMonth() !== b.getUTCMonth())
        return a.getUTCDate() + " " + MONTHS[a.getUTCMonth()] + " \u2013 " + day(last);
    return a.getUTCDate() + " \u2013 " + day(last);
}

// A length of time in its largest sensible unit.
function lag(seconds) {
    if (seconds === null)
        return "\u2013";
    const s = Math.abs(seconds);
    const tell = (n, unit) => (n < 9.95 ? Number(n.toFixed(1)) : Math.round(n)) + " " + unit;
    if (s < 60)
        return "at once";
    if (s < 3600)
        return Math.round(s / 60) + " min";
    if (s < 2 * DAY)
        return tell(s / 3600, "h");
    if (s < 60 * DAY)
        return tell(s / DAY, "d");
    if (s < 730 * DAY)
        return tell(s / (30.4 * DAY), "mo");
    return tell(s / (365.25 * DAY), "y");
}

const later = (seconds) => Math.abs(seconds) < 60 ? "at once" : lag(seconds) + " later";

// "agency:reuters" is shown as the agency's name with a mark; a site as it is.
function sourceName(source) {
    if (!source)
        return el("span", {class: "muted"}, "unknown");
    const agency = source.startsWith("agency:");
    return el("span", {class: "source"}, el("bdi", {}, agency ? source.slice(7) : source),
        agency ? el("span", {class: "tag"}, "agency") : null);
}

const plainSource = (source) => source.startsWith("agency:") ? source.slice(7) + " (agency)" : source || "unknown";

function languageName(code) {
    try {
        return new Intl.DisplayNames(["en"], {type: "language"}).of(code) || code;
    } catch {
        return code;
    }
}

// Relations in the order in which they are told, with what they mean.
const RELATIONS = {
    "original": "the text the others come from",
    "identical": "the same text",
    "near-duplicate": "nearly the same text",
    "edited": "reworked, much of the text is the same",
    "abridged": "a shortened copy",
    "extended": "a copy with more around it",
    "version": "a revision by the same site",
    "overlap": "shares a passage",
    "template": "same but for the numbers",
    "composite": "a round-up of several stories",
    "none": "no copies known",
};
const COPIES = new Set(["identical", "near-duplicate", "edited", "abridged", "extended", "version"]);

const relationChip = (relation) =>
    el("span", {class: "relation relation-" + (relation in RELATIONS ? relation : "none"), title: RELATIONS[relation]},
        relation);
