/*
 * wirecopy: find the copies in a news corpus.
 *
 * The library reads articles, cuts them into shingles (runs of five words), keeps a sample of the
 * shingles in an index on disk (LMDB), and answers: which articles carry the same text, how much of
 * it, and whose text is it? This is its only public header.
 *
 *   struct wcy_index *index = NULL;
 *   struct wcy_error err;
 *   const char *inputs[] = {"articles.jsonl.zst"};
 *   struct wcy_report report;
 *   if (wcy_index_open(&index, "idx", WCY_OPEN_CREATE, NULL, &err) == 0 &&
 *       wcy_add(index, inputs, 1, NULL, &report, &err) == 0)
 *       printf("%llu articles\n", (unsigned long long)report.indexed);
 *   else
 *       fprintf(stderr, "%s\n", err.message);
 *   wcy_index_close(index);
 *
 * Conventions, true of every function unless it says otherwise:
 *
 * - Results: 0 is success, a negative `enum wcy_status` an error, and WCY_END (1) "no more" or
 *   "nothing found". On error the caller's `struct wcy_error` (which may be NULL) holds the reason;
 *   output parameters are written only on success. The library never prints, exits or installs
 *   signal handlers.
 * - Strings: `struct wcy_slice` is a borrowed run of UTF-8 bytes, not NUL-terminated; the function
 *   that returns one says how long it lives. Absent text is the empty slice.
 * - Ownership: an object returned through a pointer to pointer belongs to the caller, who frees it
 *   with the function named `_close` or `_free`; both accept NULL.
 * - Threads: one `struct wcy_index` may be read (query, get, iterate, stat) by any number of
 * threads at once. `wcy_add` and `wcy_remove` take the writer's lock: one writer at a time in all
 *   processes, while readers go on reading the last committed state. Every other object (reader,
 *   iterator, matches) belongs to one thread at a time. An index handle must not be used after
 *   fork().
 * - Similarities are exact fractions of the full shingle sets, in [0, 1], except where
 *   `estimated` says that the index keeps no text (WCY_OPEN_NO_TEXT).
 * - Times are seconds since 1970-01-01 UTC; WCY_NO_TIME where unknown. Byte offsets count from 0
 * and ranges are half-open.
 */
#ifndef WIRECOPY_H
#define WIRECOPY_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__) && !defined(WCY_STATIC)
#define WCY_API __attribute__((visibility("default")))
#else
#define WCY_API
#endif

#define WCY_VERSION "0.1.0"

/* The format of the indexes that are written. One of an older format, from 1 on, is read, and gets
   this one when it is written to; one of a newer format is refused with WCY_EFORMAT. */
#define WCY_FORMAT 2

/* ------------------------------------------------------------------ status and errors */

enum wcy_status {
    WCY_OK = 0,
    WCY_END = 1,           /* no more items, or nothing found */
    WCY_EUSAGE = -1,       /* an argument or option makes no sense */
    WCY_EDATA = -2,        /* the input is not what it claims to be */
    WCY_ENOINPUT = -3,     /* an input file cannot be opened */
    WCY_EINTERNAL = -4,    /* a bug in wirecopy */
    WCY_EIO = -5,          /* reading or writing failed, for example a full disk */
    WCY_ELOCKED = -6,      /* another writer holds the index */
    WCY_ENOINDEX = -7,     /* there is no index at this path */
    WCY_EFORMAT = -8,      /* the index has another format version */
    WCY_ECORRUPT = -9,     /* the index is damaged */
    WCY_ENOMEM = -10,      /* out of memory */
    WCY_EINTERRUPTED = -11 /* `stop` was set; what was committed stays */
};

struct wcy_error {
    int code;          /* the status that was returned */
    int sys;           /* errno of the failed call, or 0 */
    char message[512]; /* one line: subject, cause, what to do; NUL-terminated */
};

struct wcy_slice {
    const char *ptr;
    size_t len;
};

#define WCY_NO_TIME INT64_MIN

/* "0.1.0 (index format 2.1, LMDB 0.9.24, xxHash 0.8.1, zstd 1.5.4)"; static. */
WCY_API const char *wcy_version(void);

/* ------------------------------------------------------------------ articles */

/* One piece of evidence in page or text that names a source. */
struct wcy_credit {
    struct wcy_slice source;   /* normalised: "agency:reuters", or a domain, or a name */
    struct wcy_slice kind;     /* "dateline", "appeared-first", ... see doc/credits.md */
    struct wcy_slice evidence; /* the words that say so */
    uint64_t offset;           /* of the evidence in the text, in bytes */
    double weight;             /* log-odds that the text is the source's */
};

/* A run of text of a page, and what was decided about it. */
struct wcy_block {
    struct wcy_slice text;
    struct wcy_slice element; /* the innermost one around it: "p", "li" */
    struct wcy_slice reason;  /* the strongest one, in a few words */
    double score;             /* probability that it is article text */
    int kept;                 /* non-zero: it is part of the article's text */
};

/* What a page says beside its article. All slices may be empty. */
struct wcy_page {
    struct wcy_slice canonical, og_url, site_name, section, description;
    struct wcy_slice charset;       /* that its bytes were read as, WHATWG name */
    uint64_t bad_bytes;             /* byte sequences that became U+FFFD */
    const struct wcy_block *blocks; /* in page order; only with wcy_input_options.explain */
    size_t n_blocks;
};

/* One article as it was read or as it stands in the index. */
struct wcy_article {
    struct wcy_slice id; /* the id field, else the url, else "file#record" */
    struct wcy_slice url;
    struct wcy_slice site; /* registrable domain or outlet name */
    struct wcy_slice title;
    struct wcy_slice author;
    struct wcy_slice published; /* as the input gave it; "2021-03-04?" of a page that only tells
                                   when it was changed (uncertain, ISO 8601-2); then no `time` */
    struct wcy_slice lang;
    struct wcy_slice text; /* empty when the index keeps no text or it was not asked for */
    struct wcy_slice file; /* the input it was read from */
    uint64_t offset;       /* of the record in the decompressed file, in bytes; in a web archive
                              compressed record by record, of its gzip member in the file */
    int64_t time;          /* `published` as seconds, or WCY_NO_TIME */
    const struct wcy_credit *credits;
    size_t n_credits;
    const struct wcy_page *page; /* of a reader's article whose text was taken from HTML, else NULL;
                                    lives as long as the article */
};

/* How one article's text stands to another's. The thresholds are those of struct wcy_thresholds. */
enum wcy_relation {
    WCY_NONE = 0,
    WCY_IDENTICAL,      /* the same normalised text */
    WCY_NEAR_DUPLICATE, /* Jaccard >= near */
    WCY_EDITED,         /* Jaccard from edited up to near */
    WCY_ABRIDGED,       /* contained in the other, which is longer */
    WCY_EXTENDED,       /* contains the other, which is shorter */
    WCY_OVERLAP,        /* a shared passage; not clustered */
    WCY_VERSION_OF,     /* a copy on the same site or at the same url: an update, a correction */
    WCY_TEMPLATE,       /* same but for the numbers; not clustered */
    WCY_COMPOSITE,      /* a round-up of several stories; clustered only with its own reprints */
    WCY_ORIGINAL        /* the member the others of its cluster come from */
};

/* "identical", "near-duplicate", ...; "none" for anything unknown. Static. */
WCY_API const char *wcy_relation_name(enum wcy_relation relation);

/* ------------------------------------------------------------------ reading input */

enum wcy_input_format {
    WCY_FORMAT_AUTO = 0, /* by content, then by name */
    WCY_FORMAT_JSONL,
    WCY_FORMAT_TEXT, /* one article a file */
    WCY_FORMAT_HTML, /* one page a file */
    WCY_FORMAT_WARC  /* WARC, WET, or ARC */
};

/* A record that was not indexed, or was repaired, and why. Slices live during the call. */
struct wcy_skip {
    struct wcy_slice file;
    uint64_t record;    /* number of the record in the file, from 1; 0 when it is the whole file */
    uint64_t offset;    /* byte offset of the record in the decompressed file */
    const char *reason; /* "broken JSON", "no text", ...: a fixed set, so they can be counted */
    const char *detail; /* more words, or "" */
    int repaired;       /* non-zero: the record was kept after a repair */
    int expected;       /* non-zero: left out because it is no article (an image, a redirect) */
};

typedef void wcy_skip_fn(void *context, const struct wcy_skip *skip);

struct wcy_input_options {
    enum wcy_input_format format;
    const char *const *fields; /* "text=BODY" mappings, `n_fields` of them */
    size_t n_fields;
    uint64_t max_record;  /* bytes; larger records are skipped; 0: 64 MiB */
    int strict;           /* stop at the first record that would be skipped */
    wcy_skip_fn *on_skip; /* may be NULL; called on the calling thread, in input order */
    void *context;        /* for on_skip */
    int explain;          /* wcy_reader: keep the blocks of pages; a page that holds no article is
                             then one without text, not skipped */
};

struct wcy_reader;

/* Opens inputs for reading one article at a time: files, folders (walked in name order), patterns
   ("CC-NEWS-*.warc.gz", as glob(7) has them, unless a file has that name), "-" for standard input.
   Compressed files (gzip, zstd, xz, bzip2, lz4) and the members of tar and zip archives are read in
   place. The strings are copied. Errors: WCY_EUSAGE, WCY_ENOMEM; inputs that cannot be opened are
   reported through on_skip by wcy_reader_next. */
WCY_API int wcy_reader_open(struct wcy_reader **out, const char *const *inputs, size_t n_inputs,
                            const struct wcy_input_options *options, struct wcy_error *err);

/* The next article, valid until the following call. WCY_END when there are no more. With `strict`,
   WCY_EDATA or WCY_ENOINPUT at the first bad record. */
WCY_API int wcy_reader_next(struct wcy_reader *reader, struct wcy_article *article,
                            struct wcy_error *err);

WCY_API void wcy_reader_close(struct wcy_reader *reader);

/* ------------------------------------------------------------------ the index */

enum wcy_open_flags {
    WCY_OPEN_READ = 0,        /* read only; the index must exist */
    WCY_OPEN_WRITE = 1 << 0,  /* take the writer's lock; the index must exist */
    WCY_OPEN_CREATE = 1 << 1, /* the same, and make the index when there is none */
    WCY_OPEN_NO_TEXT = 1 << 2 /* on creation: keep a denser sketch instead of the text */
};

/* When two articles are copies of each other; see doc/algorithm.md for the defaults' origin. Text
   that two different sites share is no site's furniture, so there less of it is enough; for the
   pages of one site, or of unknown sites, the second set holds. */
struct wcy_thresholds {
    double near;             /* Jaccard of a near-duplicate (.8) */
    double edited;           /* Jaccard of an edited copy on another site (.3) */
    double contained;        /* containment of an abridged or extended one (.5) */
    double edited_within;    /* Jaccard of an edited copy on the same or an unknown site (.5) */
    double contained_within; /* containment there (.8) */
    unsigned min_shared;     /* shared informative shingles that a copy needs (15) */
};

/* What becomes of copies on one site. */
enum wcy_same_site {
    WCY_SAME_SITE_VERSIONS = 0, /* they are versions: one cluster, told from copies */
    WCY_SAME_SITE_MERGE,        /* they are copies like those on other sites */
    WCY_SAME_SITE_IGNORE        /* they are not compared */
};

/* A hash seed that is drawn when the index is made, and kept in it. */
#define WCY_SEED_RANDOM UINT64_MAX

/* Are articles in different languages compared? */
enum wcy_languages {
    WCY_LANGUAGES_ANY = 0, /* all are */
    WCY_LANGUAGES_SAME     /* not when both languages are known: "en" and "en-GB" are one */
};

/* Fixed when the index is made; 0 means the default. */
struct wcy_parameters {
    unsigned shingle; /* words in a shingle (5) */
    unsigned scale;   /* one shingle in `scale` is indexed (16) */
    unsigned floor;   /* ... but at least so many of an article (32) */
    unsigned df_cap;  /* articles a posting list keeps (200) */
    uint64_t seed;    /* hash seed, to stop others from crafting collisions (0: none, or
                         WCY_SEED_RANDOM) */
    struct wcy_thresholds thresholds;
    uint64_t window; /* seconds that the publication of two articles may lie apart to be compared;
                        0: any. Articles without a date are compared with all */
    enum wcy_same_site same_site;
    enum wcy_languages languages;
};

struct wcy_index;

/* Opens or makes the index in folder `path`. `parameters` matter only when it is made and may be
   NULL. Errors: WCY_ENOINDEX, WCY_EFORMAT, WCY_ELOCKED (the message names the holder),
   WCY_ECORRUPT, WCY_EIO, WCY_ENOMEM, WCY_EUSAGE. The same folder cannot be opened twice in one
   process: WCY_EUSAGE. */
WCY_API int wcy_index_open(struct wcy_index **out, const char *path, unsigned flags,
                           const struct wcy_parameters *parameters, struct wcy_error *err);

WCY_API void wcy_index_close(struct wcy_index *index);

/* What a batch did. read = indexed + unchanged + skipped. */
struct wcy_report {
    uint64_t read;       /* records found in the input */
    uint64_t indexed;    /* new, or a new version of a known id */
    uint64_t updated;    /* of those, new versions of a known id */
    uint64_t unchanged;  /* known id with the same content */
    uint64_t skipped;    /* counted and named through on_skip */
    uint64_t expected;   /* of those, ones that are no articles: an image, a redirect */
    uint64_t repaired;   /* indexed after a repair, for example of bad UTF-8 */
    uint64_t identical;  /* indexed ones whose normalised text was there already */
    uint64_t pairs;      /* pairs that were added */
    uint64_t batches;    /* commits */
    uint64_t bytes;      /* decompressed bytes read */
    uint64_t text_bytes; /* bytes of article text read */
    uint64_t behind;     /* commits that the oldest snapshot open after the last one is behind: the
                            file cannot reuse what was freed since, it can only grow */
    int64_t reader;      /* process that holds that snapshot; 0: none */
};

/* How far a long run is. Called on the calling thread a few times a second. */
struct wcy_progress {
    uint64_t records;     /* read so far */
    uint64_t bytes_in;    /* bytes of the input files consumed (compressed) */
    uint64_t bytes_total; /* their total size, or 0 when unknown (standard input) */
    uint64_t duplicates;  /* articles that found a copy so far */
};

typedef void wcy_progress_fn(void *context, const struct wcy_progress *progress);

struct wcy_add_options {
    struct wcy_input_options input;
    unsigned threads;                  /* 0: all processors */
    uint64_t memory;                   /* bytes to work in; 0: a quarter of the machine's */
    const volatile sig_atomic_t *stop; /* set it to commit the current batch and return
                                          WCY_EINTERRUPTED; may be NULL */
    wcy_progress_fn *on_progress;      /* may be NULL */
    void *progress_context;
};

/* Indexes the inputs in batches, each one transaction. Adding the same input again changes nothing.
   An article under a known id with another content becomes that id's new version. `options` may be
   NULL. The report is filled on errors too. Errors: WCY_EINTERRUPTED, WCY_EDATA and WCY_ENOINPUT
   (strict), WCY_ENOINPUT when no input could be opened, WCY_EIO, WCY_ENOMEM, WCY_EUSAGE when the
   index was opened read-only. */
WCY_API int wcy_add(struct wcy_index *index, const char *const *inputs, size_t n_inputs,
                    const struct wcy_add_options *options, struct wcy_report *report,
                    struct wcy_error *err);

/* Forgets the articles with these ids. `*removed` counts those that were there. */
WCY_API int wcy_remove(struct wcy_index *index, const struct wcy_slice *ids, size_t n_ids,
                       uint64_t *removed, struct wcy_error *err);

/* ------------------------------------------------------------------ one article */

struct wcy_passage {
    uint64_t a_from, a_to; /* byte range in the first text (query: the query's) */
    uint64_t b_from, b_to; /* byte range in the second */
};

/* Another article that shares text with the one asked about. */
struct wcy_match {
    struct wcy_slice id, url, site, title, published;
    enum wcy_relation relation; /* of the query to this article */
    double jaccard;
    double containment_query;  /* share of the query's shingles found in this article */
    double containment_match;  /* share of this article's shingles found in the query */
    uint64_t shared;           /* shingles in common */
    int estimated;             /* non-zero: from sketches, because the index keeps no text */
    uint64_t cluster;          /* cluster number; 0 when this article has no copies */
    struct wcy_slice original; /* id of the cluster's original; empty when unknown */
    const struct wcy_passage *passages; /* shared runs, in order of the query */
    size_t n_passages;
};

struct wcy_matches; /* owns everything its matches point to */

struct wcy_query_options {
    double min_jaccard;     /* report matches with at least this Jaccard ... */
    double min_containment; /* ... or this containment of either side */
    size_t limit;           /* best matches to return; 0: 100 */
    int passages;           /* non-zero: find the shared passages */
    uint64_t window;        /* only matches published within so many seconds of the article; 0: any.
                               What has no date matches always */
    struct wcy_slice lang;  /* only matches in this language, "en" includes "en-GB"; empty: any */
};

/* The defaults: min_jaccard .1, min_containment .2, limit 100, passages on, any time and language.
 */
#define WCY_QUERY_OPTIONS_INIT                                                                     \
    {                                                                                              \
        0.1, 0.2, 0, 1, 0,                                                                         \
        {                                                                                          \
            NULL, 0                                                                                \
        }                                                                                          \
    }

/* Which indexed articles share text with this one? `article` needs only `text`; with `site` the
   site's learned boilerplate is left out, and `id` names an article to leave out of the answer.
   Best first. WCY_END when there are none (then *out is NULL). `options` may be NULL. */
WCY_API int wcy_query(struct wcy_index *index, const struct wcy_article *article,
                      const struct wcy_query_options *options, struct wcy_matches **out,
                      struct wcy_error *err);

WCY_API size_t wcy_matches_count(const struct wcy_matches *matches);
WCY_API const struct wcy_match *wcy_matches_at(const struct wcy_matches *matches, size_t i);
WCY_API void wcy_matches_free(struct wcy_matches *matches);

/* A member with its certificate: the exact comparison that let it in. It leaves out what does not
   count there, the lines that a site repeats and those that credit a source, so its numbers can
   differ from those of wcy_pair and wcy_match, which are of the whole texts. */
struct wcy_member {
    struct wcy_slice id, url, site, title, published;
    int64_t time;
    enum wcy_relation relation; /* to the original, or to `via` */
    double jaccard;
    double containment;   /* share of this member's shingles found in the original (or via) */
    struct wcy_slice via; /* the member it was compared with; empty: the original */
    int64_t lag; /* seconds it was published after the original, or, when that is not in the corpus,
                    after the first dated member; WCY_NO_TIME: not known. May be negative */
    struct wcy_slice version_of; /* of a version: the first member on its site, or at its url */
    double containment_original; /* share of the original's (or via's) shingles found in this one */
};

/* A story that a round-up holds a piece of. */
struct wcy_story {
    uint64_t cluster;    /* 0: only one article has it */
    struct wcy_slice id; /* the cluster's original, or the member nearest to it; or that article */
    struct wcy_slice site, title;
    uint64_t shared; /* shingles of the round-up that are the story's */
    double share;    /* of its shingles, furniture left out */
};

/* One article of the index with its place among the others. Everything in it lives until
   wcy_entry_free. */
struct wcy_entry {
    struct wcy_article article;
    uint64_t number;                 /* the article's number in the index */
    uint64_t version;                /* 1, or more when the id's content changed */
    uint64_t shingles;               /* size of its shingle set */
    uint64_t cluster;                /* 0: no copies known */
    struct wcy_slice original;       /* id of the cluster's original */
    enum wcy_relation relation;      /* of this article to the original */
    const struct wcy_match *related; /* stored relations, best first; passages are not filled */
    size_t n_related;
    struct wcy_slice source; /* whose text the cluster is: a site or "agency:..."; or empty */
    struct wcy_slice via;    /* as in struct wcy_member, of this article */
    struct wcy_slice version_of;
    int64_t lag;
    const struct wcy_member *members; /* of its cluster, the original first, then by time */
    size_t n_members;
    int composite;                   /* non-zero: it is a round-up */
    const struct wcy_story *stories; /* what it is put together from, most of it first */
    size_t n_stories;
};

enum wcy_find_by { WCY_BY_ID, WCY_BY_URL };

/* Finds an article; WCY_END when there is none. `with_text` loads the text too. */
WCY_API int wcy_entry_get(struct wcy_index *index, enum wcy_find_by by, struct wcy_slice key,
                          int with_text, struct wcy_entry **out, struct wcy_error *err);
WCY_API void wcy_entry_free(struct wcy_entry *entry);

/* One reason why a cluster's original is what it is; see doc/origin.md. */
struct wcy_reason {
    const char *kind;    /* "credit", "complete", "earliest", "credits-none", ...; static */
    double weight;       /* its share of the log-odds */
    struct wcy_slice by; /* id of the member that shows it */
    const struct wcy_credit *credit; /* of "credit" and "own-mark": the words; else NULL */
};

/* Whose text a cluster is, and why. */
struct wcy_origin {
    uint64_t cluster;
    struct wcy_slice original;        /* id, or empty when it is not in the corpus */
    struct wcy_slice source;          /* its site, or the source outside the corpus */
    double confidence;                /* 0 to 1: how far ahead of the runner-up it is */
    const struct wcy_reason *reasons; /* heaviest first; none for a cluster of more than 500 */
    size_t n_reasons;
};

/* Weighs the evidence of a cluster again. WCY_END: there is no such cluster. Everything in the
   result lives until wcy_origin_free. */
WCY_API int wcy_origin_get(struct wcy_index *index, uint64_t cluster, struct wcy_origin **out,
                           struct wcy_error *err);
WCY_API void wcy_origin_free(struct wcy_origin *origin);

/* The runs of tokens that two texts share, in order of the first text; every run is at least
   `shingle` (0: 5) words long. `*out` is malloc'ed; free it with wcy_passages_free. */
WCY_API int wcy_diff(struct wcy_slice a, struct wcy_slice b, unsigned shingle,
                     struct wcy_passage **out, size_t *count, struct wcy_error *err);
WCY_API void wcy_passages_free(struct wcy_passage *passages);

/* ------------------------------------------------------------------ the whole corpus */

/* Every iterator sees the index as it was when the iterator was opened. Keep it short-lived: while
   it is open, the writer cannot reuse space. Items live until the next call on the iterator. */

struct wcy_pair {
    struct wcy_slice a, b;      /* ids; `a` was indexed first */
    enum wcy_relation relation; /* of b to a */
    double jaccard;
    double containment_a; /* share of a's shingles found in b */
    double containment_b;
    uint64_t shared;
    int estimated;
};

struct wcy_pair_iter;

/* All pairs with at least one of the two similarities, in index order. All pairs from Jaccard .3 or
   containment .5 up are kept; asking for less is WCY_EUSAGE. Groups of more than df_cap
   identical texts are reported as pairs with the group's first df_cap members only. */
WCY_API int wcy_pair_iter_open(struct wcy_pair_iter **out, struct wcy_index *index,
                               double min_jaccard, double min_containment, struct wcy_error *err);
WCY_API int wcy_pair_iter_next(struct wcy_pair_iter *iter, struct wcy_pair *pair,
                               struct wcy_error *err);
WCY_API void wcy_pair_iter_close(struct wcy_pair_iter *iter);

struct wcy_cluster {
    uint64_t number;
    uint64_t size;
    struct wcy_slice original;    /* id, or empty when it is not in the corpus */
    struct wcy_slice source;      /* where the text comes from: a site or "agency:..."; or empty */
    struct wcy_slice first, last; /* earliest and latest `published` of its members */
    uint64_t sites;               /* distinct sites */
    const struct wcy_member *members; /* `size` of them; the original first, then by time */
};

struct wcy_cluster_iter;

/* All clusters of at least `min_size` (>= 2) members, largest first. Opening is cheap; the first
   call of _next lists them. */
WCY_API int wcy_cluster_iter_open(struct wcy_cluster_iter **out, struct wcy_index *index,
                                  uint64_t min_size, struct wcy_error *err);
WCY_API int wcy_cluster_iter_next(struct wcy_cluster_iter *iter, struct wcy_cluster *cluster,
                                  struct wcy_error *err);
/* The cluster of this number, as the iterator's snapshot has it; WCY_END when there is none. It
   does not move the iterator, and lives until the next call on it. */
WCY_API int wcy_cluster_iter_get(struct wcy_cluster_iter *iter, uint64_t number,
                                 struct wcy_cluster *cluster, struct wcy_error *err);
WCY_API void wcy_cluster_iter_close(struct wcy_cluster_iter *iter);

/* Which article of a cluster is kept. Where a policy says nothing (no member is dated, none is on a
   preferred site) the original is. */
enum wcy_keep_policy {
    WCY_KEEP_ORIGINAL = 0, /* the original, or the member nearest to a source outside the corpus */
    WCY_KEEP_EARLIEST,     /* the one that was published first */
    WCY_KEEP_LONGEST,      /* the one with most text, its site's furniture left out */
    WCY_KEEP_CLEANEST,     /* of those that hold most of the story, the one with least beside it */
    WCY_KEEP_PREFERRED     /* the one on the site that comes first in `sites` */
};

struct wcy_keep {
    enum wcy_keep_policy policy;
    const char *const *sites; /* of WCY_KEEP_PREFERRED, best first */
    size_t n_sites;
};

/* One article with the decision to keep or drop it. */
struct wcy_decision {
    struct wcy_article article;
    uint64_t cluster;
    struct wcy_slice original;  /* the cluster's original, or the member nearest to it; or itself */
    enum wcy_relation relation; /* to the article that is kept in its place, or to `via` */
    double jaccard;             /* these two as in struct wcy_member */
    double containment; /* share of this article's shingles that is in the kept one (or via) */
    int keep;
    uint64_t text_bytes;     /* length of the text, also when it was not asked for */
    struct wcy_slice kept;   /* the article that is kept in its place, or itself */
    double containment_kept; /* share of the kept one's shingles (or via's) that is in this one */
    struct wcy_slice via;    /* the member it was compared with; empty: the kept one */
    int composite;           /* non-zero: it is a round-up */
    const char *reason;      /* why the kept one is kept: "no copies", "original", "nearest to the
                                source", "earliest", "longest", "cleanest", "preferred site", "no
                                date, so the original", "no preferred site, so the original" */
};

struct wcy_export_options {
    int with_text; /* non-zero: load the texts too */
    struct wcy_keep keep;
};

struct wcy_export_iter;

/* All articles in the order they were indexed. `with_text` loads the texts too. */
WCY_API int wcy_export_iter_open(struct wcy_export_iter **out, struct wcy_index *index,
                                 int with_text, struct wcy_error *err);

/* The same with a policy. The strings in `options` must live as long as the iterator. */
WCY_API int wcy_export_iter_open_with(struct wcy_export_iter **out, struct wcy_index *index,
                                      const struct wcy_export_options *options,
                                      struct wcy_error *err);
WCY_API int wcy_export_iter_next(struct wcy_export_iter *iter, struct wcy_decision *decision,
                                 struct wcy_error *err);
WCY_API void wcy_export_iter_close(struct wcy_export_iter *iter);

struct wcy_stat {
    uint64_t format, articles, removed, identical, clusters, clustered, pairs, fingerprints, sites,
        batches, segments;
    uint64_t bytes;                              /* of the index's files on disk */
    uint64_t bytes_used;                         /* of them, pages in use */
    uint64_t bytes_text;                         /* of them, stored texts */
    uint64_t text_bytes;                         /* of the articles' texts, uncompressed */
    uint64_t read, skipped, repaired, unchanged; /* over all batches */
    int has_text;
    struct wcy_parameters parameters;
};

WCY_API int wcy_stat(struct wcy_index *index, struct wcy_stat *stat, struct wcy_error *err);

/* One line of the audit log: a batch that was committed. Items live until the next call. */
struct wcy_batch {
    uint64_t number;
    int64_t started, ended;   /* seconds since 1970 */
    struct wcy_slice inputs;  /* the inputs it read from, one a line */
    struct wcy_slice skipped; /* what was left out, "file#record: reason" a line, capped */
    struct wcy_report report;
};

struct wcy_batch_iter;

WCY_API int wcy_batch_iter_open(struct wcy_batch_iter **out, struct wcy_index *index,
                                struct wcy_error *err);
WCY_API int wcy_batch_iter_next(struct wcy_batch_iter *iter, struct wcy_batch *batch,
                                struct wcy_error *err);
WCY_API void wcy_batch_iter_close(struct wcy_batch_iter *iter);

/* ------------------------------------------------------------------ flows */

/* How much text one site takes from another, counted over the clusters: from the site of the
   original, or the source outside the corpus, to the site of every copy. */
struct wcy_flow {
    struct wcy_slice from; /* a site, or a source outside the corpus such as "agency:reuters" */
    struct wcy_slice to;   /* the site of the copies */
    int outside;           /* non-zero: `from` stands for a source outside the corpus */
    uint64_t copies;       /* articles */
    uint64_t stories;      /* distinct clusters they are in */
    uint64_t verbatim;     /* copies that are identical or near-duplicate */
    uint64_t timed;        /* copies that are dated, and not before their original */
    int64_t median_lag;    /* seconds from the original to those copies, or, when it is outside the
                              corpus, from the first dated copy; WCY_NO_TIME: none is dated */
    int64_t first, last;   /* publication of the earliest and latest copy, or WCY_NO_TIME */
};

struct wcy_flow_options {
    int64_t since, until;      /* copies published from `since` up to, not including, `until`;
                                  WCY_NO_TIME: no bound. With one, copies without a date do not count */
    struct wcy_slice site;     /* flows from or to this site; empty: all */
    struct wcy_slice from, to; /* flows from, to this site; empty: all */
    struct wcy_slice lang;     /* copies in this language; "en" includes "en-GB"; empty: all */
    uint64_t min_copies;       /* flows of at least so many copies */
};

#define WCY_FLOW_OPTIONS_INIT                                                                      \
    {                                                                                              \
        WCY_NO_TIME, WCY_NO_TIME, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, 0                    \
    }

struct wcy_flows; /* owns everything its flows point to */

/* Counts the flows; most copies first. Copies on the site of their original, and articles without a
   site, are no flow. WCY_END when there are none (then *out is NULL). `options` may be NULL. */
WCY_API int wcy_flows_find(struct wcy_index *index, const struct wcy_flow_options *options,
                           struct wcy_flows **out, struct wcy_error *err);

WCY_API size_t wcy_flows_count(const struct wcy_flows *flows);
WCY_API const struct wcy_flow *wcy_flows_at(const struct wcy_flows *flows, size_t i);
WCY_API void wcy_flows_free(struct wcy_flows *flows);

/* Reads a time as articles write theirs: ISO 8601, RFC 2822, Unix seconds, "21 July 2015". A date
   alone is its midnight. WCY_NO_TIME when it is none. */
WCY_API int64_t wcy_time(struct wcy_slice text);

/* ------------------------------------------------------------------ keeping an index whole */

/* Something that is wrong with an index. The strings live during the call. */
struct wcy_problem {
    const char
        *table;      /* the database it is in; "lmdb" for LMDB's own pages, "index" for the whole */
    const char *key; /* the record, for people; "" when it is not about one */
    const char *what; /* "a record with a bad checksum", ... */
};

typedef void wcy_problem_fn(void *context, const struct wcy_problem *problem);

struct wcy_check_options {
    int quick;            /* only LMDB's pages, and each record by itself: checksum and layout */
    unsigned part, parts; /* read only the texts of part 1..parts; parts 0: all */
    wcy_problem_fn *on_problem; /* may be NULL; called on the calling thread */
    void *context;              /* for on_problem */
};

struct wcy_check_report {
    uint64_t problems; /* found; the first 10,000 are handed to on_problem */
    uint64_t pages;    /* of the data file, in use */
    uint64_t records;  /* of all tables */
    uint64_t texts;    /* unpacked and compared with their hashes */
};

/* Checks the index in folder `path` as it stands; a writer may go on meanwhile. The work is done in
   a child process (fork), since LMDB can crash on a damaged file; a crash is a problem like others.
   Takes 64 bytes of memory an article. `options` and `report` may be NULL. Returns 0 when nothing
   is wrong and WCY_ECORRUPT when something is. Other errors: it cannot be told (WCY_ENOINDEX,
   WCY_EFORMAT, WCY_EIO, WCY_ENOMEM, WCY_EUSAGE; WCY_EINTERNAL when somebody killed the process). */
WCY_API int wcy_check(const char *path, const struct wcy_check_options *options,
                      struct wcy_check_report *report, struct wcy_error *err);

/* Copies the last committed state of the index at `path` to the new folder `destination`, while
   others read and write it. The copy is checked (records and pages) and appears whole or not at
   all. Errors: WCY_EUSAGE when there is something at `destination`, WCY_ECORRUPT when the index is
   damaged, and those of wcy_index_open. */
WCY_API int wcy_backup(const char *path, const char *destination, struct wcy_error *err);

struct wcy_compact_report {
    uint64_t bytes_before, bytes_after; /* of the data file */
};

/* Writes the index at `path` anew, densely and without what was removed, and puts it in the place
   of the old one in one step: after a crash there is the one or the other. Takes the writer's lock;
   the process must not have the index open. Readers that have the old one open go on reading it;
   its space is free when the last of them is done. Needs as much free space as the index has. What
   the index answers stays the same. `report` may be NULL. Errors: those of wcy_index_open; WCY_EIO
   when the file system cannot exchange two folders. */
WCY_API int wcy_compact(const char *path, struct wcy_compact_report *report, struct wcy_error *err);

/* Writes all that cannot be derived of the index to `output` as lines of JSON (doc/dump-format.md),
   which outlives formats of indexes; "-" is standard output, a name that ends in .gz or .zst is
   compressed, and a file appears whole or not at all. Needs a sound index: WCY_ECORRUPT. */
WCY_API int wcy_dump(struct wcy_index *index, const char *output, struct wcy_error *err);

/* Makes an index at `path`, where nothing may be, from a dump; "-" is standard input, and
   compressed dumps are read as they are. The index answers as the dumped one did. It appears whole
   or not at all. Errors: WCY_EDATA when the dump is cut, changed or contradicts itself, WCY_EFORMAT
   when it is of another version, WCY_ENOINPUT, WCY_EUSAGE when there is something at `path`,
   WCY_EIO, WCY_ENOMEM. */
WCY_API int wcy_load(const char *path, const char *input, struct wcy_error *err);

/* An article that could not be saved. The strings live during the call. */
struct wcy_loss {
    uint64_t number;     /* in the index, or 0 when not even that is known */
    struct wcy_slice id; /* empty when it is not known */
    const char *why;     /* "its text is broken", ... */
};

typedef void wcy_loss_fn(void *context, const struct wcy_loss *loss);

struct wcy_repair_report {
    uint64_t articles; /* that were saved */
    uint64_t lost;     /* that were not; each was handed to on_loss */
    uint64_t pairs;    /* compared again */
    uint64_t files, batches,
        sites;       /* file names, audit records and sites' furniture that were lost */
    int uncounted;   /* non-zero: the counters were lost, so there may have been more articles */
    char kept[1024]; /* where the damaged index is now; empty when nothing was wrong */
};

/* Makes a sound index of what is intact in a damaged one: every article whose record and text are
   whole, the pairs and clusters among them, and all that is derived anew. It takes the place of the
   damaged one in one step; that is kept as "PATH.damaged-N". An index that is sound is left alone.
   `on_loss` may be NULL. Takes the writer's lock. Errors: WCY_ECORRUPT when nothing can be saved,
   and those of wcy_index_open. */
WCY_API int wcy_repair(const char *path, wcy_loss_fn *on_loss, void *context,
                       struct wcy_repair_report *report, struct wcy_error *err);

/* ------------------------------------------------------------------ one-shot dedup */

struct wcy_dedup_options {
    struct wcy_add_options add;
    const char *output;  /* path of the corpus without its copies; "-" for standard output; a name
                            that ends in .gz or .zst is compressed */
    const char *removed; /* path of the list of dropped records (JSON Lines), or NULL */
    const char
        *clusters; /* path of the clusters as `wirecopy clusters --json` prints them, or NULL */
    const char *scratch; /* folder for the temporary index; NULL: $TMPDIR, else /tmp */
    struct wcy_parameters parameters;
    struct wcy_keep keep; /* which article of a cluster is kept */
};

/* Writes the records of the inputs that are not copies of a kept one to `output`, in order: lines
   of JSON byte for byte (each ended by a line feed), articles of other formats as lines of JSON. No
   index is kept. Standard input is read once into the scratch folder. */
WCY_API int wcy_dedup(const char *const *inputs, size_t n_inputs,
                      const struct wcy_dedup_options *options, struct wcy_report *report,
                      uint64_t *dropped, struct wcy_error *err);

#ifdef __cplusplus
}
#endif

#endif
