// Shows the page anew when an alert has moved. The browser keeps the number of the last event and says it when it comes
// back from sleep; the server tells what it missed, or that the stream is another one. A page that could not be had is
// asked for again.
"use strict";
(function () {
  var AGAIN_MS = 5000;
  var main = document.getElementById("main"), announce = document.getElementById("announce");
  var wanted = false, busy = false, events = null;

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
    ["data-live", "data-retry"].forEach(function (name) { main.setAttribute(name, fresh.getAttribute(name)); });
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
      .then(function () { setTimeout(function () { busy = false; go(); retry(); if (wanted) show(); }, 500); });
  }

  // An answer that is no stream closes it for good: a proxy's, say, while what is behind it begins anew.
  function lost(event) {
    if (event.target !== events || events.readyState !== EventSource.CLOSED) return;
    events = null;
    setTimeout(go, AGAIN_MS);
  }

  function go() {
    var place = main.getAttribute("data-live");
    if (!place || events) return;
    events = new EventSource("/events?after=" + encodeURIComponent(place));
    events.addEventListener("news", show);
    events.addEventListener("reset", show);
    events.addEventListener("error", lost);
  }

  function retry() {
    if (main.getAttribute("data-retry")) setTimeout(show, AGAIN_MS);
  }

  go();
  retry();
  document.addEventListener("visibilitychange", function () { if (wanted) show(); });
  // A page that is kept, to go back to, holds no connection meanwhile.
  window.addEventListener("pagehide", function () {
    if (events) events.close();
    events = null;
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) go(); });
})();
