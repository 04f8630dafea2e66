// How long a person waits until the frame that shows an answer, as performance measures: "key-to-answer" from a key
// press to its suggestions (detail: the text), "node" from a step to a node's picture (detail: its name).

const MOST = 1000; // measures kept of a name; a page that stays open for days must not grow

// `began`: an event's timeStamp, or performance.now(). Call it in the turn that changed the page.
export function measurePainted(name, began, detail) {
  afterPaint(() => {
    performance.measure(name, { start: began, end: performance.now(), detail });
    if (performance.getEntriesByName(name).length > MOST) performance.clearMeasures(name);
  });
}

// A frame's callbacks run before it is painted; a message sent from there arrives after.
function afterPaint(action) {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      action();
    };
    channel.port2.postMessage(null);
  });
}
