// The browser's part of the sheet to draw on: pen, eraser and keyboard. Python makes the picture beside it.
// While a picture is under way only the latest drawing is kept, so nothing piles up.

const PATIENCE_MS = 4000;
const SIDE = 280; // CSS pixels
const GAP = 0.008; // points nearer to each other than this are one
const STEP = 0.04; // how far an arrow key moves the pen; with Shift a quarter of it
const MOST_POINTS = 4500; // Python refuses a little more
let sheets = 0;

function make(tag, className, parent, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  if (parent) parent.append(node);
  return node;
}

function load(url) {
  return new Promise((resolve) => {
    const image = new Image();
    image.onload = () => resolve(true);
    image.onerror = () => resolve(false);
    image.src = url;
  });
}

function render({ model, el }) {
  const id = ++sheets;
  const figure = make("figure", "nnw-figure nnw-sheet", el);
  figure.setAttribute("aria-labelledby", `nnw-sheet-title-${id}`);
  const caption = make("figcaption", "", figure);
  make("div", "nnw-title", caption, model.get("_title")).id = `nnw-sheet-title-${id}`;
  const question = make("div", "nnw-question", caption);
  make("strong", "", question, "Find out: ");
  question.append(model.get("_find_out"));

  const row = make("div", "nnw-sheet-row", figure);
  const left = make("div", "nnw-sheet-left", row);
  const canvas = make("canvas", "nnw-paper", left);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", "Sheet to draw a digit on");
  canvas.setAttribute("aria-describedby", `nnw-sheet-help-${id}`);
  const panel = make("div", "nnw-sheet-panel", left);
  const clear = make("button", "", panel, "Clear");
  const undo = make("button", "", panel, "Undo");
  clear.type = undo.type = "button";
  const label = make("label", "", panel);
  make("span", "nnw-label", label, "Example ");
  const examples = make("select", "", label);
  make("option", "", examples, "none").value = "";
  for (let digit = 0; digit < 10; digit++) make("option", "", examples, String(digit)).value = String(digit);

  const image = make("img", "nnw-picture", row);
  image.width = model.get("_width");
  image.height = model.get("_height");
  image.decoding = "sync";
  const readout = make("p", "nnw-readout", figure);
  readout.setAttribute("aria-live", "polite");
  const help = make("p", "nnw-sheet-help", figure);
  help.id = `nnw-sheet-help-${id}`;
  help.textContent =
    "Draw with the mouse, a finger or a pen. By keyboard, with the sheet in focus: the arrow keys move the pen (with Shift in " +
    "small steps), the space bar puts it down and lifts it, Backspace takes back a stroke, Delete clears the sheet.";
  const where = make("p", "nnw-hidden", figure);
  where.setAttribute("aria-live", "polite");

  // The sheet

  const ratio = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = canvas.height = Math.round(SIDE * ratio);
  const paper = canvas.getContext("2d");
  let strokes = [];
  let drawing = null; // the pointer that draws
  const pen = { x: 0.5, y: 0.5, down: false, shown: false };

  function paint() {
    const side = canvas.width;
    paper.fillStyle = "#ffffff";
    paper.fillRect(0, 0, side, side);
    paper.strokeStyle = "#d5d9de"; // the middle of the sheet, as a help
    paper.lineWidth = ratio;
    paper.beginPath();
    paper.moveTo(side / 2, 0);
    paper.lineTo(side / 2, side);
    paper.moveTo(0, side / 2);
    paper.lineTo(side, side / 2);
    paper.stroke();
    paper.strokeStyle = "#1b1f24";
    paper.lineWidth = 2 * model.get("_pen") * side;
    paper.lineCap = paper.lineJoin = "round";
    for (const stroke of strokes) {
      paper.beginPath();
      const [first, ...others] = stroke;
      paper.moveTo(first[0] * side, first[1] * side);
      for (const [x, y] of others.length ? others : [first]) paper.lineTo(x * side, y * side);
      paper.stroke();
    }
    if (pen.shown) {
      paper.lineWidth = 3 * ratio;
      paper.strokeStyle = "#1f6fb2";
      paper.beginPath();
      paper.arc(pen.x * side, pen.y * side, model.get("_pen") * side, 0, 2 * Math.PI);
      if (pen.down) {
        paper.fillStyle = "#1f6fb2";
        paper.fill();
      }
      paper.stroke();
    }
  }

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

  function changed() {
    paint();
    examples.value = "";
    wish = { strokes: strokes.map((stroke) => stroke.map((point) => [...point])) };
    ask();
  }

  function points() {
    return strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  }

  function extend(x, y, gap) {
    const stroke = strokes[strokes.length - 1];
    const [lastX, lastY] = stroke[stroke.length - 1];
    if (Math.hypot(x - lastX, y - lastY) < gap || points() >= MOST_POINTS) return false;
    stroke.push([x, y]);
    return true;
  }

  const inside = (value) => Math.min(1, Math.max(0, value));

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [inside((event.clientX - box.left) / box.width), inside((event.clientY - box.top) / box.height)];
  }

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drawing !== null || points() >= MOST_POINTS) return;
    event.preventDefault(); // no selection of text, no scrolling by touch
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    drawing = event.pointerId;
    pen.shown = pen.down = false;
    strokes.push([place(event)]);
    changed();
  });

  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drawing) return;
    const seen = event.getCoalescedEvents?.() ?? [];
    let longer = false;
    for (const each of seen.length ? seen : [event]) longer = extend(...place(each), GAP) || longer;
    if (longer) changed();
  });

  function lift(event) {
    if (event.pointerId !== drawing) return;
    drawing = null;
    say();
  }
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("lostpointercapture", lift);

  // The keyboard

  function report() {
    const column = Math.round(100 * pen.x);
    const row = Math.round(100 * pen.y);
    where.textContent = `Pen ${pen.down ? "down" : "up"}, ${column} % from the left, ${row} % from the top.`;
  }

  const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in MOVES) {
      const step = event.shiftKey ? STEP / 4 : STEP;
      pen.shown = true;
      pen.x = inside(pen.x + MOVES[event.key][0] * step);
      pen.y = inside(pen.y + MOVES[event.key][1] * step);
      if (pen.down && extend(pen.x, pen.y, 1e-6)) changed();
      else paint();
    } else if (event.key === " ") {
      pen.shown = true;
      pen.down = !pen.down && points() < MOST_POINTS;
      if (pen.down) {
        strokes.push([[pen.x, pen.y]]);
        changed();
      } else paint();
    } else if (event.key === "Delete") wipe();
    else if (event.key === "Backspace") takeBack();
    else return;
    event.preventDefault();
    report();
  });

  canvas.addEventListener("blur", () => {
    pen.shown = pen.down = false;
    paint();
  });

  function wipe() {
    strokes = [];
    pen.down = false;
    changed();
  }

  function takeBack() {
    strokes = strokes.slice(0, -1);
    pen.down = false;
    changed();
  }

  clear.addEventListener("click", wipe);
  undo.addEventListener("click", takeBack);
  examples.addEventListener("change", () => {
    if (examples.value === "") return;
    wish = { load: Number(examples.value) };
    ask();
  });

  // The answers

  let url = null;
  let latest = 0;

  // While the pen is down the words stay: nobody can listen to ten sentences a second.
  function say() {
    if (drawing === null) readout.textContent = model.get("_readout");
  }

  async function show() {
    const turn = ++latest;
    const alt = model.get("_alt");
    const next = URL.createObjectURL(new Blob([model.get("_picture")], { type: "image/png" }));
    const loaded = await load(next);
    if (!loaded || turn !== latest) {
      URL.revokeObjectURL(next);
      return;
    }
    image.src = next;
    image.alt = alt;
    say();
    if (url) URL.revokeObjectURL(url);
    url = next;
  }

  function answered() {
    clearTimeout(waiting);
    waiting = 0;
    show();
    ask();
  }

  function redraw() {
    strokes = model.get("_strokes").map((stroke) => stroke.map((point) => [...point]));
    paint();
  }

  // JupyterLab takes arrow keys and letters for moving between cells; here they belong to the sheet.
  function keep(event) {
    const theirs = event.ctrlKey || event.metaKey || event.altKey || (event.shiftKey && event.key === "Enter");
    if (!theirs && event.key !== "Tab" && event.key !== "Escape") event.stopPropagation();
  }

  figure.addEventListener("keydown", keep);
  model.on("change:_serial", answered);
  model.on("change:_redraw", redraw);
  redraw();
  answered();

  return () => {
    model.off("change:_serial", answered);
    model.off("change:_redraw", redraw);
    clearTimeout(waiting);
    latest += 1;
    if (url) URL.revokeObjectURL(url);
  };
}

export default { render };
