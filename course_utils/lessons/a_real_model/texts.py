"""Texts that notebook 21 lets real models read."""

RIVER = (
    "The weather was fine that day, so the children went down to the river with their dog. They "
    "threw sticks into the water, and the dog swam out to fetch them. Later their mother called "
    "them home for supper, and they told her about everything that they had seen. She laughed, "
    "gave each of them a bowl of soup, and asked what the dog had eaten. Nobody knew. It had been "
    "gone for an hour in the afternoon, and had come back wet, tired and very pleased with "
    "itself. In the evening their father read them a story about a bear who lived in the mountains."
)

FRUIT = [
    "She peeled a ripe apple",
    "He bit into a juicy apple",
    "The pie needs one more apple",
    "From the tree fell an apple",
    "Every day she eats an apple",
    "The worm lives in the apple",
    "In the basket lay a green apple",
    "The child picked a red apple",
]
FIRM = [
    "My new phone was made by apple",
    "She bought shares of apple",
    "He works as an engineer at apple",
    "The new laptop from apple",
    "The judge fined microsoft and apple",
    "The rivals google and apple",
    "He writes software for apple",
    "The iphone made a fortune for apple",
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
