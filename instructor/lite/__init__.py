"""The course without installing: a website that runs Python in the browser. See docs/without-installing.md."""
