/* Keeps what is typed while somebody answers, and leaves the page quickly. Everything works without it. */
(function () {
  "use strict";
  var leave = document.getElementById("leave"), form = document.getElementById("answers");
  var line = document.getElementById("kept"), timer = null, dirty = false, sending = false, presses = 0;

  function go(event) {
    if (event) { event.preventDefault(); }
    try { sessionStorage.setItem("left", "1"); } catch (error) { /* it leaves all the same */ }
    document.documentElement.style.display = "none";
    document.title = "";
    window.location.replace(leave.href);
  }
  function came(event) {
    var how = window.performance && performance.getEntriesByType && performance.getEntriesByType("navigation")[0];
    var back = event.persisted || (how && how.type === "back_forward");
    try {
      if (back && sessionStorage.getItem("left")) { go(); } else { sessionStorage.removeItem("left"); }
    } catch (error) { /* no storage: the page opens */ }
  }
  if (leave) {
    window.addEventListener("pageshow", came);
    leave.addEventListener("click", go);
    document.addEventListener("keydown", function (event) {
      presses = event.key === "Escape" || event.key === "Esc" ? presses + 1 : 0;
      if (presses > 2) { go(); }
    });
  }
  if (!form || !window.FormData) { return; }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  }
  function body() {
    var data = new FormData(form);
    data.append("do", "keep");
    return data;
  }
  function keep() {
    if (!dirty || sending) { return; }
    var request = new XMLHttpRequest();
    dirty = false;
    sending = true;
    request.open("POST", window.location.pathname);
    request.setRequestHeader("X-Keeps", "1");
    request.onloadend = function () {
      sending = false;
      var well = request.status === 200;
      line.textContent = form.getAttribute(well ? "data-kept" : "data-not-kept");
      if (well) { seen(JSON.parse(request.responseText).was); }
      if (!well) { dirty = true; later(5000); } else if (dirty) { later(1000); }
    };
    request.send(body());
  }
  function seen(was) {
    for (var name in was) {
      if (form.elements[name]) { form.elements[name].value = was[name]; }
    }
  }
  function changed() { dirty = true; later(1200); }
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", function () { clearTimeout(timer); dirty = false; });
  window.addEventListener("pagehide", function () {
    if (dirty && navigator.sendBeacon) { navigator.sendBeacon(window.location.pathname, body()); }
  });
})();
