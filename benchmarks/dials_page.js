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
  const brush = small.getContext("2d", { willReadFrequently: true });
  function grey(image) { // the shade of the square in the lower left corner
    brush.drawImage(image, 4, image.height - 5, 1, 1, 0, 0, 1, 1);
    return brush.getImageData(0, 0, 1, 1).data[0];
  }

  // An <img> shows a picture once it is loaded (interact, the floor) ...
  document.addEventListener("load", ({ target }) => target.tagName === "IMG" && painted(target), true);
  // ... ipympl's canvas once an image was drawn on it, the panel's once it was given a bitmap.
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (source, ...place) {
    if (source instanceof HTMLImageElement) painted(null);
    return drawImage.call(this, source, ...place);
  };
  const { transferFromImageBitmap } = ImageBitmapRenderingContext.prototype;
  ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
    transferFromImageBitmap.call(this, bitmap);
    painted(this.canvas);
  };
}
