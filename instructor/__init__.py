"""The commands of teachers and authors: build the notebooks, make the learners' release, grade."""
