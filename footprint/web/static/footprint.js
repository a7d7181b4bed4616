// Saves what is typed while it is typed, and keeps it in the browser, encrypted, until it is saved.
// Without this script every page works by its own buttons.
(() => {
  "use strict";
  const PREFIX = "footprint-draft:";
  const DAY = 24 * 60 * 60 * 1000;
  const PAUSE = 700;    // ms after the last key before a save
  const AGAIN = 2000;   // ms before a failed save is tried again

  const kept = () => Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  const forget = (name) => localStorage.removeItem(name);

  function sweep() {
    // Gone after a day, at sign-out, and where nobody is signed in.
    const out = document.querySelector("form.who");
    if (!out) kept().forEach(forget);
    else out.addEventListener("submit", (e) => { if (!e.defaultPrevented) kept().forEach(forget); });
    for (const name of kept()) {
      try {
        if (Date.now() - JSON.parse(localStorage.getItem(name)).at > DAY) forget(name);
      } catch { forget(name); }
    }
  }

  class Vault {
    constructor(key, review) {
      this.review = review;
      const raw = Uint8Array.from(atob(key), (c) => c.charCodeAt(0));
      this.key = crypto.subtle ? crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]) : null;
    }
    name(question) { return `${PREFIX}${this.review}:${question}`; }
    async keep(question, draft) {
      if (!this.key) return;
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const plain = new TextEncoder().encode(JSON.stringify(draft));
      const hidden = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key, plain));
      const pack = (bytes) => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));
      localStorage.setItem(this.name(question), JSON.stringify({ at: Date.now(), iv: pack(iv), hidden: pack(hidden) }));
    }
    async drafts() {
      const found = {};
      for (const name of kept().filter((n) => n.startsWith(`${PREFIX}${this.review}:`))) {
        try {
          const { iv, hidden } = JSON.parse(localStorage.getItem(name));
          const unpack = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
          const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: unpack(iv) }, await this.key, unpack(hidden));
          found[name.slice(this.name("").length)] = JSON.parse(new TextDecoder().decode(plain));
        } catch { forget(name); }
      }
      return found;
    }
  }

  class Sheet {
    constructor(form) {
      this.form = form;
      this.address = form.dataset.save;
      this.writer = form.elements.writer.value;
      this.csrf = form.elements.csrfmiddlewaretoken.value;
      this.vault = new Vault(form.dataset.key, form.dataset.review);
      this.waiting = new Map();   // question → {text, writer, seen}
      this.marked = new Set();    // questions whose text was refused: it stays in the browser
      this.saving = null;
      this.said = document.getElementById("saved");
      this.failedSince = null;
      form.addEventListener("input", (e) => this.typed(e.target));
      form.addEventListener("change", (e) => this.typed(e.target));
      form.addEventListener("submit", () => { this.leaving = true; });  // the next page forgets what the server has
      this.signOut(document.querySelector("form.who"));
      addEventListener("beforeunload", (e) => { if (this.waiting.size && !this.leaving) e.preventDefault(); });
      this.conditions();
      this.restore();
    }
    questions() { return [...new Set([...this.form.elements].map((e) => e.name))].filter((n) => n && n.includes(".") && !n.startsWith("seen-")); }
    signOut(form) {
      // Signing out saves first; pressed once more it leaves without.
      if (!form) return;
      form.addEventListener("submit", async (e) => {
        if (!this.waiting.size || this.asked) { this.leaving = true; return; }
        e.preventDefault();
        this.asked = true;
        this.tell("Saving before you sign out…", true);
        for (let tries = 0; this.waiting.size && tries < 20; tries++) {
          await this.save();
          await new Promise((done) => setTimeout(done, 200));
        }
        if (!this.waiting.size) form.requestSubmit();
        else this.tell("Not saved. Press Sign out again to leave without it.", true);
      }, true);
    }
    seen(question) { return this.form.elements[`seen-${question}`]; }
    value(question) {
      const field = this.form.elements[question];
      return field ? field.value : "";
    }
    typed(field) {
      const question = field.name;
      if (!question || !question.includes(".") || question.startsWith("seen-")) return;
      const draft = { text: this.value(question), writer: this.writer, seen: this.seen(question) ? this.seen(question).value : "0" };
      const before = this.waiting.get(question);
      if (before && before.text === draft.text) return;
      this.waiting.set(question, draft);
      this.vault.keep(question, draft);
      this.conditions();
      this.tell("Saving…", true);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), PAUSE);
      if (!this.first) this.first = setTimeout(() => this.save(), 1500);
    }
    async save() {
      clearTimeout(this.first); this.first = null;
      if (this.saving) return;
      this.saving = true;
      try {
        for (const [question, draft] of [...this.waiting]) {
          if (!(await this.send(question, draft))) { setTimeout(() => this.save(), AGAIN); return; }
          if (this.waiting.get(question) === draft) {
            this.waiting.delete(question);
            if (!this.marked.has(question)) forget(this.vault.name(question));
          }
        }
        if (!this.waiting.size) {
          this.failedSince = null;
          if (this.marked.size) this.tell(`Saved, ${this.clock()}, but for what is marked.`, true);
          else this.tell(`All your words are saved, ${this.clock()}.`);
        }
      } finally {
        this.saving = null;
        if (this.waiting.size && !this.failedSince) setTimeout(() => this.save(), 50);
      }
    }
    async send(question, draft) {
      const seen = draft.writer === this.writer && this.seen(question) ? this.seen(question).value : draft.seen;
      const body = new URLSearchParams({ question, text: draft.text, writer: draft.writer, seen });
      try {
        const answer = await fetch(this.address, {
          method: "POST", body, headers: { "X-CSRFToken": this.csrf }, redirect: "error", signal: AbortSignal.timeout(10000) });
        const type = answer.headers.get("content-type") || "";
        if (type.includes("json")) {
          const told = await answer.json();
          if (answer.status === 409) this.refused(question, told.refused);
          else if (answer.ok) this.saved(question, told);
          else throw new Error();
          return true;
        }
        if (answer.status === 403) await this.renew();
        throw new Error();
      } catch {
        if (!this.failedSince) this.failedSince = this.clock();
        this.tell(`Not saved since ${this.failedSince}. Keep this page open; we are trying again.`, true);
        return false;
      }
    }
    async renew() {
      const answer = await fetch(this.address, { redirect: "error" });
      this.csrf = (await answer.json()).csrf;
    }
    saved(question, told) {
      const group = this.group(question);
      this.marked.delete(question);
      if (this.seen(question) && !told.rival) this.seen(question).value = told.version;
      if (group) {
        group.classList.remove("govuk-form-group--error");
        const note = group.querySelector(".refused");
        if (note) note.remove();
        if (told.rival || told.conflict) group.querySelector(".conflict").hidden = false;
      }
      const code = document.getElementById("code");
      if (code && told.code) {
        code.querySelector("span").textContent = `Because ${told.code.because}.`;
        let strong = code.querySelector("strong");
        if (!strong) { strong = document.createElement("strong"); code.prepend(strong, " "); }
        strong.textContent = told.code.code;
      }
    }
    refused(question, why) {
      const group = this.group(question);
      if (!group) return;
      this.marked.add(question);
      let note = group.querySelector(".refused");
      if (!note) {
        note = document.createElement("p");
        note.className = "govuk-error-message refused";
        note.setAttribute("role", "alert");
        group.querySelector("input:not([type=hidden]), textarea").before(note);
      }
      note.textContent = why;
      group.classList.add("govuk-form-group--error");
    }
    group(question) { return this.form.querySelector(`[data-question="${CSS.escape(question)}"]`); }
    conditions() {
      for (const group of this.form.querySelectorAll("[data-when]")) {
        const when = JSON.parse(group.dataset.when || "{}");
        const keys = Object.keys(when);
        if (keys.length) group.hidden = !keys.some((key) => when[key].includes(this.value(key)));
      }
    }
    async restore() {
      if (!this.vault.key) return;
      const drafts = await this.vault.drafts();
      for (const [question, draft] of Object.entries(drafts)) {
        if (this.value(question) === draft.text) { forget(this.vault.name(question)); continue; }
        const field = this.form.elements[question];
        const same = this.seen(question) && this.seen(question).value === draft.seen;
        if (field && (same || !this.value(question))) field.value = draft.text;
        this.waiting.set(question, draft);
      }
      this.conditions();
      if (this.waiting.size) { this.tell("Saving what was typed before…", true); this.save(); }
    }
    clock() { return new Date().toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" }); }
    tell(text, waiting) {
      if (!this.said) return;
      this.said.textContent = text;
      this.said.classList.toggle("waiting", Boolean(waiting));
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    try { sweep(); } catch { return; }
    document.querySelectorAll("form[data-save]").forEach((form) => new Sheet(form));
  });
})();
