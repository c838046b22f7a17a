// The browser's part of every moving figure: labelled controls, one image, one line that says what it shows.
// Python computes and draws. While a picture is under way only the latest wish is kept, so nothing piles up.

const PATIENCE_MS = 4000;
let figures = 0;

function make(tag, className, parent, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  if (parent) parent.append(node);
  return node;
}

function decimals(step) {
  const text = String(step);
  return text.includes(".") ? text.split(".")[1].length : 0;
}

function slider(control, parent, change) {
  const label = make("label", "nnw-slider", parent);
  make("span", "nnw-label", label, control.label);
  const input = make("input", "", label);
  Object.assign(input, { type: "range", min: control.low, max: control.high, step: control.step });
  // Seen beside the slider; hidden from screen readers, which read the slider's own value.
  const number = make("span", "nnw-number", label);
  number.setAttribute("aria-hidden", "true");
  const print = () => {
    number.textContent = Number(input.value).toFixed(decimals(control.step)).replace("-", "\u2212");
  };
  input.addEventListener("input", () => {
    print();
    change(Number(input.value));
  });
  return (value) => {
    input.value = value;
    print();
  };
}

function choice(control, parent, change) {
  const label = make("label", "nnw-choice", parent);
  make("span", "nnw-label", label, control.label);
  const select = make("select", "", label);
  for (const option of control.options) make("option", "", select, option).value = option;
  select.addEventListener("change", () => change(select.value));
  return (value) => {
    select.value = value;
  };
}

function toggle(control, parent, change) {
  const label = make("label", "nnw-switch", parent);
  const input = make("input", "", label);
  input.type = "checkbox";
  make("span", "nnw-label", label, control.label);
  input.addEventListener("change", () => change(input.checked));
  return (value) => {
    input.checked = value;
  };
}

function load(url) {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });
}

const MAKERS = { slider, choice, switch: toggle };

function render({ model, el }) {
  const titleId = `nnw-title-${++figures}`;
  const figure = make("figure", "nnw-figure", el);
  figure.setAttribute("aria-labelledby", titleId);
  const caption = make("figcaption", "", figure);
  make("div", "nnw-title", caption, model.get("_title")).id = titleId;
  const question = make("div", "nnw-question", caption);
  make("strong", "", question, "Find out: ");
  question.append(model.get("_find_out"));

  const image = make("img", "nnw-picture", figure);
  image.width = model.get("_width");
  image.height = model.get("_height");
  image.decoding = "sync";
  const panel = make("div", "nnw-controls", figure);
  const readout = make("p", "nnw-readout", figure);
  readout.setAttribute("aria-live", "polite");

  // What is wished for but not yet asked, and whether an answer is under way.
  let wish = null;
  let waiting = 0;

  function ask() {
    if (waiting || !wish) return;
    const message = wish;
    wish = null;
    waiting = setTimeout(() => {
      waiting = 0;
      readout.textContent =
        "Waiting for Python. If another cell is running, it comes first; if the kernel was restarted, run this cell again.";
      ask();
    }, PATIENCE_MS);
    model.send(message);
  }

  function change(values) {
    wish = { values: { ...(wish?.values ?? {}), ...values } };
    ask();
  }

  const setters = {};
  for (const control of model.get("_controls")) {
    if (control.kind === "button") {
      const button = make("button", "", panel, control.label);
      button.type = "button";
      button.addEventListener("click", () => {
        wish = { press: control.name };
        ask();
      });
    } else {
      setters[control.name] = MAKERS[control.kind](control, panel, (value) => change({ [control.name]: value }));
    }
  }

  // A click into the picture, or a drag across it, moves two sliders at once, if the figure says where.
  function pick(event) {
    const { across, up } = model.get("_click");
    if (!across || event.buttons !== 1) return;
    const box = image.getBoundingClientRect();
    const part = (axis, place) => (place - axis.at[0]) / (axis.at[1] - axis.at[0]);
    const x = part(across, (event.clientX - box.left) / box.width);
    const y = part(up, (event.clientY - box.top) / box.height);
    if (event.type === "pointerdown" && (x < 0 || x > 1 || y < 0 || y > 1)) return;
    if (event.type === "pointerdown") {
      event.preventDefault();
      image.setPointerCapture(event.pointerId);
    } else if (!image.hasPointerCapture(event.pointerId)) return;
    const value = (axis, share) => axis.values[0] + share * (axis.values[1] - axis.values[0]);
    change({ [across.name]: value(across, x), [up.name]: value(up, y) });
  }

  if (model.get("_click").across) {
    image.classList.add("nnw-clickable");
    image.draggable = false;
    image.addEventListener("pointerdown", pick);
    image.addEventListener("pointermove", pick);
  }

  let url = null;
  let latest = 0;

  async function show() {
    const turn = ++latest;
    const text = model.get("_readout");
    const alt = model.get("_alt");
    const next = URL.createObjectURL(new Blob([model.get("_picture")], { type: "image/png" }));
    // Loaded here first, so that the picture on the page is never without pixels. decode() would do the same, but it waits
    // for the next frame, some 10 ms; the attribute decoding="sync" has the browser decode before it paints.
    const loaded = await load(next);
    if (!loaded || turn !== latest) {
      URL.revokeObjectURL(next);
      return;
    }
    image.src = next;
    image.alt = alt;
    readout.textContent = text;
    if (url) URL.revokeObjectURL(url);
    url = next;
  }

  function answered() {
    clearTimeout(waiting);
    waiting = 0;
    // Python's values win, unless a newer wish of the learner's is still to be asked.
    if (!wish) for (const [name, value] of Object.entries(model.get("_values"))) setters[name]?.(value);
    show();
    ask();
  }

  // JupyterLab takes arrow keys and letters for moving between cells; here they belong to the controls.
  // Keys with Ctrl, Cmd or Alt, Shift+Enter, Tab and Escape stay JupyterLab's and the browser's.
  function keep(event) {
    const theirs = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter");
    if (!theirs && event.key !== "Tab" && event.key !== "Escape") event.stopPropagation();
  }

  figure.addEventListener("keydown", keep);
  model.on("change:_serial", answered);
  answered();

  return () => {
    model.off("change:_serial", answered);
    clearTimeout(waiting);
    latest += 1;
    if (url) URL.revokeObjectURL(url);
  };
}

export default { render };
