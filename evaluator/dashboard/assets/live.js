// Shows the page anew when an alert has moved. The browser keeps the number of the last event and says it when it comes
// back from sleep; the server tells what it missed, or that the stream is another one. A page that could not be had, or
// that is not shown because somebody is writing, is asked for again.
"use strict";
(function () {
  var REST_MS = 500, WRITING_MS = 1000, AGAIN_MS = 5000;
  var main = document.getElementById("main"), announce = document.getElementById("announce");
  var news = false, busy = false, events = null;

  function isChanged(field) {
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }

  // Nobody's half-written sentence is taken away.
  function isWriting() {
    var at = document.activeElement;
    return (at && main.contains(at) && /^(INPUT|SELECT)$/.test(at.tagName)) ||
      Array.prototype.some.call(main.querySelectorAll("input"), isChanged);
  }

  function focusAgain(href) {
    var links = href === null ? [] : main.querySelectorAll("a[href]");
    for (var i = 0; i < links.length; i++)
      if (links[i].getAttribute("href") === href) { links[i].focus({ preventScroll: true }); return; }
  }

  function put(text) {
    var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("main");
    var at = document.activeElement, left = window.scrollX, top = window.scrollY;
    if (!fresh) throw new Error("no page");
    var href = at && main.contains(at) ? at.getAttribute("href") : null;
    ["data-live", "data-retry"].forEach(function (name) { main.setAttribute(name, fresh.getAttribute(name)); });
    main.replaceChildren.apply(main, Array.prototype.slice.call(fresh.childNodes));
    focusAgain(href);
    window.scrollTo(left, top);
    announce.textContent = "";
    announce.textContent = announce.getAttribute("data-said");
    document.dispatchEvent(new Event("capaian-shown"));
  }

  // Until it is shown there is news.
  function show() {
    news = true;
    if (busy || document.hidden) return;
    if (isWriting()) { rest(WRITING_MS); return; }
    busy = true;
    news = false;
    fetch(location.href, { credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        if (isWriting()) news = true;
        else put(text);
        settle();
      })
      .catch(function () { news = true; rest(AGAIN_MS); });
  }

  function rest(time) {
    busy = true;
    setTimeout(function () {
      busy = false;
      go();
      if (news) show();
    }, time);
  }

  function settle() {
    var retry = main.getAttribute("data-retry") !== "";
    news = news || retry;
    rest(retry ? AGAIN_MS : REST_MS);
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

  go();
  settle();
  document.addEventListener("visibilitychange", function () { if (news) show(); });
  // A page that is kept, to go back to, holds no connection meanwhile.
  window.addEventListener("pagehide", function () {
    if (events) events.close();
    events = null;
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) go(); });
})();
