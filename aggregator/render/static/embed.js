// Puts the list where this script stands. What it shall show is said by data- attributes of the script:
//   category, agency, jobs, entries, pictures, heading, scheme, accent, paper, ink: as in /embed/snippet/
//   width: of the frame, 100% if not said · height: while nothing is known of the list's own · title: of the frame
(function () {
  "use strict";
  var OPTIONS = ["category", "agency", "jobs", "entries", "pictures", "heading", "scheme", "accent", "paper", "ink"];
  var LEAST = 40, MOST = 20000;

  function length(text, usual) {
    var read = /^([0-9]{1,4})(px|%|)$/.exec((text || "").trim());
    return read ? read[1] + (read[2] || "px") : usual;
  }

  function place(script) {
    var home = new URL(script.src);
    var address = new URL("embed", home);
    OPTIONS.forEach(function (name) {
      if (script.dataset[name] !== undefined) address.searchParams.set(name, script.dataset[name]);
    });
    var frame = document.createElement("iframe");
    frame.src = address.href;
    frame.title = script.dataset.title || "News";
    frame.loading = "lazy";
    frame.style.cssText = "display:block;border:0;max-width:100%";
    frame.style.width = length(script.dataset.width, "100%");
    frame.style.height = length(script.dataset.height, "30rem");
    window.addEventListener("message", function (event) {
      if (event.source !== frame.contentWindow || event.origin !== home.origin) return;
      var height = event.data && event.data.aggregatorHeight;
      if (typeof height === "number" && height >= LEAST && height <= MOST) frame.style.height = Math.ceil(height) + "px";
    });
    // nothing is seen that stands in a head
    if (!document.head || !document.head.contains(script)) script.parentNode.insertBefore(frame, script.nextSibling);
    else if (document.body) document.body.appendChild(frame);
    else document.addEventListener("DOMContentLoaded", function () { document.body.appendChild(frame); });
  }

  // found by name, since some systems move scripts about or load them later, when nobody says which one runs
  Array.prototype.forEach.call(document.querySelectorAll("script[src]"), function (script) {
    if (script.dataset.placed || !/\/embed\.js(?:[?#]|$)/.test(script.src)) return;
    if (document.currentScript && document.currentScript.src && script.src !== document.currentScript.src) return;
    script.dataset.placed = "yes";
    place(script);
  });
})();
