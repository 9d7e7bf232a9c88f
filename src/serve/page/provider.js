// The page's documents, fetched from the server when they are asked for.
(() => {
"use strict";
const fetchDocument = async (path) => {
    const answer = await fetch(path, {headers: {Accept: "application/json"}});
    if (answer.status === 404)
        return null;
    if (!answer.ok)
        throw new Error(path + ": " + answer.status);
    return answer.json();
};
window.wirecopyProvider = {
    live: true,
    overview: () => fetchDocument("/api/overview"),
    lookUp: async (text) => (await fetchDocument("/api/find?" + new URLSearchParams({q: text})))?.article,
    story: (cluster) => fetchDocument("/api/stories/" + encodeURIComponent(cluster)),
};
})();
