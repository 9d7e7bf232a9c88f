/*
 * stories: articles written by hand for tests. A paragraph a line.
 */
#ifndef TESTS_STORIES_H
#define TESTS_STORIES_H

#define N_STORIES 6

static const char *const stories[N_STORIES] = {
    "The ferry between Eastmere and the island of Holm will stop running at the end of the month, "
    "because the company that owns the only ship has run out of money to repair its engine.\n"
    "Islanders learned about the decision from a notice that was taped to the ticket window on "
    "Tuesday morning, and many of them gathered on the quay to ask how they should get to work.\n"
    "The mayor of Holm said she had asked the ministry for a replacement vessel, but that nobody "
    "there could tell her whether one would arrive before the winter storms begin.\n"
    "Until then a fishing boat will carry letters, medicine and up to eight passengers twice a "
    "day, provided that the wind is not stronger than force five.\n",

    "Astronomers at the observatory on Mount Kell have found a comet that should become visible to "
    "the naked eye in October, low above the western horizon shortly after sunset.\n"
    "The object was noticed by a student who was checking old photographs for satellites and saw a "
    "faint smudge that moved between two exposures taken an hour apart.\n"
    "Its orbit suggests that it last passed the sun around nine thousand years ago, when the last "
    "sheets of ice were melting from the valleys below the telescope.\n"
    "The discoverer, who is nineteen, said she would like to name it after her grandmother, who "
    "taught her the constellations from the roof of a barn.\n",

    "A court in Lindau has ordered a maker of kitchen scales to take back four thousand of them "
    "after a baker showed that they weighed flour differently from sugar.\n"
    "The judge compared the devices with the brass weights kept by the market inspector and wrote "
    "that no honest cake could be made with an error of that size.\n"
    "The company blamed a supplier of springs and promised to refund every customer who returns a "
    "scale with its receipt before the first of June.\n"
    "Consumer groups welcomed the ruling and said that they would now look at thermometers, of "
    "which they have received a growing number of complaints.\n",

    "Heavy rain has washed away part of the railway line through the Arven gorge, leaving two "
    "hundred hikers to walk nine kilometres to the nearest road in the dark.\n"
    "Nobody was hurt, but a conductor lost his hat and a dog was carried in turns by the members "
    "of a choir who had been on their way to a festival.\n"
    "Engineers who flew over the valley on Sunday said that the embankment had been hollowed out "
    "by a stream that used to run through a pipe beneath the tracks.\n"
    "Trains are expected to return within six weeks, and buses will replace them until then, "
    "although the largest of them do not fit through the old tunnel.\n",

    "The national library has bought the diaries of a lighthouse keeper who wrote down every ship, "
    "bird and visitor that passed his rock for thirty one years.\n"
    "The forty notebooks were found under a staircase by a plumber, who read them in the evenings "
    "for a whole winter before telling anybody about them.\n"
    "Historians hope to learn from the entries how the herring disappeared from the strait, since "
    "the keeper counted the boats and described what they had caught.\n"
    "A selection will be shown from March, together with the brass telescope and the three legged "
    "cat that the last pages mention again and again.\n",

    "Schools in the province of Tarn will begin an hour later from next autumn, after a trial with "
    "twelve classes showed that pupils slept longer and made fewer mistakes in arithmetic.\n"
    "Teachers had feared that the afternoons would become too short for sport, but most of the "
    "clubs agreed to move their training to the evening.\n"
    "Parents who start work early will be able to leave their children in a supervised reading "
    "room, for which the province has set aside half a million crowns.\n"
    "The bus company still has to agree, because its drivers would have to share the roads with "
    "the morning traffic to the factories outside the capital.\n",
};

#endif
