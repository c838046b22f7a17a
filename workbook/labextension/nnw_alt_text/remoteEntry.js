// A JupyterLab extension: a picture in an output gets the text alternative that is stored beside it.
//
// A notebook has it as `metadata["image/png"].alt`. JupyterLab (4.6 at least) reads the width and the height there and
// not the text. This file is written by hand in the form that a build would give it: JupyterLab loads it as a script,
// and then asks what is in `_JUPYTERLAB` under the name in package.json. Jupyter Notebook 7 does the same.
(() => {
  "use strict";

  const NAME = "nnw_alt_text";
  const RENDERMIME = "@jupyterlab/rendermime";

  /** The packages that JupyterLab shares with its extensions, by name and version. */
  let shared;

  /** A package as JupyterLab itself uses it; the tokens of another copy would be other ones. */
  async function sharedPackage(name) {
    const versions = Object.values(shared[name]);
    const module = await (versions.find((each) => each.loaded) ?? versions[0]).get();
    return module();
  }

  /** A factory of pictures, each of which sets its text alternative whenever it is drawn. */
  function describing(factory) {
    function createRenderer(options) {
      const picture = factory.createRenderer(options);
      const draw = picture.renderModel.bind(picture);
      picture.renderModel = async (model) => {
        await draw(model);
        const alt = model.metadata[options.mimeType]?.alt;
        if (typeof alt === "string") picture.node.querySelector("img")?.setAttribute("alt", alt);
      };
      return picture;
    }
    return { ...factory, createRenderer };
  }

  // A notebook copies the registry when it opens, and none opens before all plugins have started.
  function activate(app, registry) {
    registry.addFactory(describing(registry.getFactory("image/png")), registry.getRank("image/png"));
  }

  window._JUPYTERLAB = window._JUPYTERLAB ?? {};
  window._JUPYTERLAB[NAME] = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const { IRenderMimeRegistry } = await sharedPackage(RENDERMIME);
      const plugin = { id: `${NAME}:plugin`, autoStart: true, requires: [IRenderMimeRegistry], activate };
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
