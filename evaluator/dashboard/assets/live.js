// Shows the page anew when an alert has moved. The browser keeps the number of the last event and says it when it comes
// back from sleep; the server tells what it missed, or that the stream is another one.
"use strict";
(function () {
  var main = document.getElementById("main"), announce = document.getElementById("announce");
  var place = main.getAttribute("data-live"), wanted = false, busy = false;
  if (!place) return;

  // Nobody's half-written sentence is taken away.
  function isWriting() {
    var at = document.activeElement;
    return at && main.contains(at) && /^(INPUT|SELECT)$/.test(at.tagName);
  }

  function focusAgain(href) {
    var links = href === null ? [] : main.querySelectorAll("a[href]");
    for (var i = 0; i < links.length; i++)
      if (links[i].getAttribute("href") === href) { links[i].focus({ preventScroll: true }); return; }
  }

  function put(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("main");
    var at = document.activeElement, left = window.scrollX, top = window.scrollY;
    if (!fresh || isWriting()) return;
    var href = at && main.contains(at) ? at.getAttribute("href") : null;
    main.replaceChildren.apply(main, Array.prototype.slice.call(fresh.childNodes));
    focusAgain(href);
    window.scrollTo(left, top);
    announce.textContent = "";
    announce.textContent = announce.getAttribute("data-said");
    document.dispatchEvent(new Event("capaian-shown"));
  }

  function show() {
    wanted = true;
    if (busy || document.hidden) return;
    busy = true;
    wanted = false;
    fetch(location.href, { credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(put, function () {})
      .then(function () { setTimeout(function () { busy = false; if (wanted) show(); }, 500); });
  }

  var events = new EventSource("/events?after=" + encodeURIComponent(place));
  events.addEventListener("news", show);
  events.addEventListener("reset", show);
  document.addEventListener("visibilitychange", function () { if (wanted) show(); });
  window.addEventListener("pagehide", function () { events.close(); });
})();
