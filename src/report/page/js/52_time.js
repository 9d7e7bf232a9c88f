// Reprints over time, and how large clusters are.

function niceStep(most) {
    const rough = most / 3, power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
    return Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough) || 1);
}

function unitLabel(unit, from) {
    const d = new Date(from * DAY * 1000);
    if (unit === "year")
        return String(d.getUTCFullYear());
    if (unit === "month")
        return MONTHS[d.getUTCMonth()] + " " + d.getUTCFullYear();
    return d.getUTCDate() + " " + MONTHS[d.getUTCMonth()];
}

// The starts of all units in the span, with those in which nothing happened.
function unitsOf(unit, dates) {
    const starts = [];
    for (let from = dates.first; from <= dates.last && starts.length < 2000; from = unitEnd(unit, from))
        starts.push(from);
    return starts;
}

function timeChart(data, sums, dates, width, onChange) {
    const height = 200, left = 40, bottom = 24, top = 8;
    const starts = unitsOf(sums.unit, dates);
    const value = (from) => sums.byTime.get(from) || {articles: 0, copies: 0};
    const most = starts.reduce((max, from) => Math.max(max, value(from).articles), 1);
    const y = (n) => top + (height - top - bottom) * (1 - n / most);
    const step = (width - left) / starts.length, gap = step > 4 ? Math.min(2, step / 6) : 0;
    const chart = svg("svg", {viewBox: "0 0 " + width + " " + height, width, height, role: "img",
        "aria-label": "Articles and reprints by " + sums.unit + ", " +
            span(dates.first * DAY, dates.last * DAY), class: "chart"});
    for (let n = 0, by = niceStep(most); n <= most; n += by)
        chart.append(svg("line", {x1: left, x2: width, y1: y(n), y2: y(n), class: "grid"}),
            svg("text", {x: left - 6, y: y(n) + 4, class: "axis", "text-anchor": "end"}, short(n)));
    const labels = Math.max(1, Math.floor((width - left) / 90)), every = Math.ceil(starts.length / labels);
    starts.forEach((from, i) => {
        const sum = value(from), x = left + i * step;
        const wide = Math.max(step - gap, .5);
        chart.append(svg("g", {class: "column", onclick: () => onChange("range", [from, unitEnd(sums.unit, from) - 1])},
            svg("title", {}, unitLabel(sums.unit, from) + ": " + count(sum.articles) + " articles, " +
                count(sum.copies) + " of them reprints"),
            svg("rect", {x, y: top, width: step, height: height - top - bottom, class: "hit"}),
            svg("rect", {x, y: y(sum.articles), width: wide, height: Math.max(0, y(sum.copies) - y(sum.articles)),
                class: "bar-all"}),
            svg("rect", {x, y: y(sum.copies), width: wide, height: y(0) - y(sum.copies), class: "bar-copies"})));
        if (i % every === 0 && x < width - 40)
            chart.append(svg("text", {x: x + (every > 1 || step < 44 ? 0 : step / 2), y: height - 6, class: "axis",
                "text-anchor": every > 1 || step < 44 ? "start" : "middle"}, unitLabel(sums.unit, from)));
    });
    return chart;
}

function timeSection(data, sums, onChange) {
    const dates = usualSpan(sums.byTime);
    const section = el("section", {class: "card", "aria-labelledby": "time-title"},
        el("h2", {id: "time-title"}, "Reprints over time"));
    if (!dates) {
        section.append(el("p", {class: "note"}, "No article has a date."));
        return section;
    }
    const peak = [...sums.byTime].sort((a, b) => b[1].copies - a[1].copies || a[0] - b[0])[0];
    const holder = el("div", {class: "chart-holder"});
    const pick = (_, range) => {
        onChange("from", isoDay(range[0] * DAY));
        onChange("to", isoDay(range[1] * DAY));
        document.getElementById("filter-from").value = isoDay(range[0] * DAY);
        document.getElementById("filter-to").value = isoDay(range[1] * DAY);
    };
    section.append(
        el("p", {class: "note"}, el("span", {class: "swatch bar-copies", "aria-hidden": "true"}), " reprints ",
            el("span", {class: "swatch bar-all", "aria-hidden": "true"}), " other articles, by ", sums.unit, ". ",
            peak[1].copies > 0 ? ["Most reprints: ", unitLabel(sums.unit, peak[0]), ", ", count(peak[1].copies), "."] : null,
            sums.undated > 0 ? [" ", plural(sums.undated, "article has", "articles have"), " no date."] : null),
        holder);
    whenWide(holder, (width) => holder.replaceChildren(timeChart(data, sums, dates, width, pick)));
    return section;
}

// Draws now and again whenever the width of `holder` changes.
function whenWide(holder, draw) {
    let last = 0;
    new ResizeObserver((entries) => {
        const width = Math.floor(entries[0].contentRect.width);
        if (width > 0 && width !== last) {
            last = width;
            draw(width);
        }
    }).observe(holder);
}

const SIZE_STEPS = [2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1000, 10000, Infinity];

function sizeSection(data, stories, filter) {
    const filtered = isFiltered(filter);
    const sizes = filtered ? stories.map((story) => [story.size, 1]) : data.sizes;
    const bins = SIZE_STEPS.slice(0, -1).map((from, i) => ({from, to: SIZE_STEPS[i + 1] - 1, clusters: 0}));
    for (const [size, clusters] of sizes)
        (bins.find((bin) => size <= bin.to) || bins[0]).clusters += clusters;
    while (bins.length > 1 && bins[bins.length - 1].clusters === 0)
        bins.pop();
    const most = bins.reduce((max, bin) => Math.max(max, bin.clusters), 1);
    const label = (bin) => bin.to === Infinity ? count(bin.from) + "+"
        : bin.from === bin.to ? count(bin.from) : count(bin.from) + "\u2013" + count(bin.to);
    return el("section", {class: "card", "aria-labelledby": "sizes-title"},
        el("h2", {id: "sizes-title"}, "How many articles carry a story"),
        el("p", {class: "note"}, filtered ? "Listed stories that match the filters." : "All " +
            plural(data.stat.clusters, "story", "stories") + ", by the number of articles."),
        el("table", {class: "bars"},
            el("caption", {class: "hidden"}, "Stories by number of articles"),
            el("thead", {class: "hidden"}, el("tr", {}, el("th", {scope: "col"}, "Articles"), el("th", {scope: "col"}, "Stories"))),
            el("tbody", {}, bins.map((bin) => el("tr", {}, el("th", {scope: "row"}, label(bin)),
                el("td", {}, bin.clusters === 0 ? null : el("span", {class: "bar-line", "--w": (100 * bin.clusters / most).toFixed(2) + "%"}),
                    el("span", {class: "bar-value"}, count(bin.clusters))))))));
}
