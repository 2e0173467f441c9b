// Tells the page around us how high the list is, so that it needs no scroll bar of its own.
(function () {
  "use strict";
  if (window.parent === window) return;
  var told = 0;
  function tell() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === told) return;
    told = height;
    // a number that anybody may know, so it matters to nobody who is listening
    window.parent.postMessage({ aggregatorHeight: height }, "*");
  }
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
})();
