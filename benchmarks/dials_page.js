// In the page: when a key was pressed, and when a changed picture was on the screen.
() => {
  const bench = { pressed: 0, done: 0, shown: [], greys: [] };
  window.bench = bench;
  window.addEventListener("keydown", (event) => { bench.pressed = event.timeStamp; bench.done = 0; }, true);

  // A picture counts once the frame that holds it has been painted.
  function painted(image) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        if (!bench.done) bench.done = performance.now();
        bench.shown.push(performance.now());
        if (image && bench.read) bench.greys.push(grey(image));
      };
      channel.port2.postMessage(0);
    });
  }

  const small = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  function grey(image) { // the shade of the square in the lower left corner
    const brush = small.getContext("2d", { willReadFrequently: true });
    brush.drawImage(image, 4, image.naturalHeight - 5, 1, 1, 0, 0, 1, 1);
    return brush.getImageData(0, 0, 1, 1).data[0];
  }

  const seen = (image) => image.decode().then(() => painted(image), () => {});
  new MutationObserver((changes) => {
    const images = new Set();
    for (const change of changes) {
      if (change.type === "attributes" && change.target.tagName === "IMG") images.add(change.target);
      for (const node of change.addedNodes) {
        if (node.tagName === "IMG") images.add(node);
        else if (node.querySelectorAll) node.querySelectorAll("img").forEach((image) => images.add(image));
      }
    }
    images.forEach(seen);
  }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });

  const { drawImage } = CanvasRenderingContext2D.prototype; // how ipympl shows a new picture
  CanvasRenderingContext2D.prototype.drawImage = function (source, ...place) {
    if (source instanceof HTMLImageElement && this.canvas !== small) painted(null);
    return drawImage.call(this, source, ...place);
  };
}
