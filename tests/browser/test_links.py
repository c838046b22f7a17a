"""A link from one notebook into another arrives, also if it has to open the other one."""

CURRENT = "window.jupyterapp.shell.currentWidget"


def follow(page, notebook, words, target):
    """Click on the first link with these words, and wait until its target is the notebook in front."""
    cell = page.evaluate(
        f"""(link) => {{
        const cells = {CURRENT}.content.model.cells;
        for (let i = 0; i < cells.length; i++)
            if (cells.get(i).type === 'markdown' && cells.get(i).sharedModel.source.includes(link)) return i;
        throw new Error(`no cell has ${{link}}`);
    }}""",
        f"{words}]({target}.ipynb#",
    )
    notebook.scroll_to(cell).get_by_role("link", name=words.strip("[*"), exact=True).first.click()
    page.wait_for_function(f"(name) => {CURRENT}.title.label === name", arg=f"{target.split('/')[-1]}.ipynb")


def is_in_view(page, level, heading):
    """Wait until a heading of the notebook in front is within what one sees of it."""
    page.wait_for_function(
        f"""([level, heading]) => {{
        const box = {CURRENT}.content.node.getBoundingClientRect();
        return [...{CURRENT}.node.querySelectorAll(`h${{level}}`)].some((each) => {{
            const place = each.getBoundingClientRect();
            const text = each.textContent.replace('¶', '');
            return text === heading && place.top >= box.top && place.bottom <= box.bottom;
        }});
    }}""",
        arg=[level, heading],
        timeout=60_000,
    )


def test_from_a_term_to_its_entry_and_back_to_a_chapter(lab):
    page, notebook = lab.page, lab.open("chapters/07_tricks.ipynb")
    follow(page, notebook, "[**Dropout**", "80_glossary")  # opens the glossary
    is_in_view(page, 3, "dropout")
    follow(page, notebook, "[Chapter 4, Narrow valleys", "04_gradient_descent")  # opens the chapter
    is_in_view(page, 2, "Narrow valleys")
    follow(page, notebook, "[**condition number**", "80_glossary")  # open already
    is_in_view(page, 3, "condition number")


def test_from_an_exercise_to_the_section_of_its_chapter(lab):
    page, notebook = lab.page, lab.open("exercises/01_neuron.ipynb")
    follow(page, notebook, "[Slopes", "../chapters/01_neuron")
    is_in_view(page, 2, "Slopes")
