// Figures that move in a page without Python. Their pictures are drawn beforehand (instructor/frames.py): the first one
// is in the page, the others are fetched when a figure is first touched. The controls are those of JupyterLab, figure.js.

(() => {
  const fetched = new Map();

  // A script, and not fetch(): a page that is opened from a folder on disk may load the one but not the other.
  function frames(name, folder) {
    if (!fetched.has(name)) {
      const waiting = Promise.withResolvers?.() ?? withResolvers();
      fetched.set(name, waiting);
      const script = document.createElement("script");
      script.src = `${folder}${name}.js`;
      script.onerror = () => {
        fetched.delete(name);
        waiting.reject(new Error("The pictures of this figure could not be loaded. Are you still connected?"));
      };
      document.head.append(script);
    }
    return fetched.get(name).promise;
  }

  function withResolvers() {
    const parts = {};
    parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
    return parts;
  }

  window.nnwFrames = (name, found) => fetched.get(name)?.resolve(found);

  function position(control, value) {
    if (control.kind === "slider") {
      const last = Math.round((control.high - control.low) / control.step);
      return Math.min(Math.max(Math.round((value - control.low) / control.step), 0), last);
    }
    return control.kind === "choice" ? control.options.indexOf(value) : Number(value);
  }

  function snapped(control, value) {
    if (control.kind !== "slider") return value;
    return Number((control.low + position(control, value) * control.step).toFixed(10));
  }

  const key = (controls, values) => controls.map((control) => position(control, values[control.name])).join(",");

  function bytes(base64) {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  }

  const NOTHING = bytes(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
  );

  // What figure.js takes for Python: it answers a wish with the picture that was drawn for it.
  function modelOf(place, start, folder) {
    const name = place.dataset.figure;
    const state = { ...start, _picture: NOTHING };
    const listeners = new Set();
    return {
      get: (which) => state[which],
      on: (_, listener) => listeners.add(listener),
      off: (_, listener) => listeners.delete(listener),
      async send({ values }) {
        try {
          const found = await frames(name, folder);
          const all = { ...(start.together ? state._values : start._values), ...values };
          for (const control of start._controls) all[control.name] = snapped(control, all[control.name]);
          const [picture, readout] = found[key(start._controls, all)];
          Object.assign(state, {
            _values: all,
            _picture: picture ? bytes(picture) : NOTHING,
            _readout: readout,
            _alt: `${start.about} ${readout}`.trim(),
          });
        } catch (error) {
          state._readout = error.message;
        }
        for (const listener of listeners) listener();
      },
    };
  }

  function begin(place) {
    const start = JSON.parse(place.querySelector("script").textContent);
    const still = place.querySelector("img");
    const folder = still.getAttribute("src").replace(/[^/]*$/, "");
    const ground = `url("${still.src}")`;
    still.closest("figure").remove();
    window.nnwRender({ model: modelOf(place, start, folder), el: place });
    place.querySelector(".nnw-picture").style.backgroundImage = ground;
    const soon = () => frames(place.dataset.figure, folder).catch(() => {});
    for (const touch of ["pointerenter", "focusin"]) place.addEventListener(touch, soon, { once: true });
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".nnw-site").forEach(begin));
})();
