"""Texts that notebook 21 lets real models read."""

RIVER = (
    "The weather was fine that day, so the children went down to the river with their dog. They "
    "threw sticks into the water, and the dog swam out to fetch them. Later their mother called "
    "them home for supper, and they told her about everything that they had seen. She laughed, "
    "gave each of them a bowl of soup, and asked what the dog had eaten. Nobody knew. It had been "
    "gone for an hour in the afternoon, and had come back wet, tired and very pleased with "
    "itself. In the evening their father read them a story about a bear who lived in the mountains."
)

# In pairs: the same word stands before the last one, so that it gives nothing away.
FRUIT = [
    "She baked a cake with apple",
    "The juice is made from apple",
    "He likes pear and apple",
    "He has no appetite for apple",
    "The room smelled of apple",
    "He prefers banana to apple",
    "The pie was filled with apple",
    "The cider is pressed from apple",
]
FIRM = [
    "She signed a contract with apple",
    "The phone was bought from apple",
    "He sued google and apple",
    "He writes software for apple",
    "She bought shares of apple",
    "He sold his company to apple",
    "The lawsuit ended with apple",
    "The new laptop is from apple",
]

TEN = [
    "The computer will not start.",
    "A dog is running across the field.",
    "The bread is still warm.",
    "It will rain tomorrow.",
    "She plays the violin in an orchestra.",
    "The train was an hour late.",
    "He is looking for a flat in the city.",
    "The lake is frozen in winter.",
    "My tooth hurts.",
    "They were married in May.",
]
