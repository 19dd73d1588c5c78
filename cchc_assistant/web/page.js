// What every part of the page does with clicks and forms; Gradio gives `element`, `trigger`, `watch` and `props`.
// A click on [data-event] sends that event with the element's data to the server; the rest happens here alone.
const shown = (selector) => element.querySelector(selector);
const chosen = (target, selector) => {
  const found = target.closest(selector);
  return found && element.contains(found) ? found : null;
};
const write = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page of the office's network that is not https has no clipboard; the old way still works there.
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
};
const dark = (on) => document.body.classList.toggle("dark", on);
const stored = (key) => {
  try { return localStorage.getItem(key); } catch { return null; }
};

element.addEventListener("click", (event) => {
  const copy = chosen(event.target, "[data-copy]");
  if (copy) {
    write(copy.dataset.copy).then(() => {
      const label = copy.textContent;
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = label; }, 1600);
    });
    return;
  }
  const verdict = chosen(event.target, "[data-verdict]");
  if (verdict) {
    const form = verdict.closest(".actions").querySelector("form.note");
    if (verdict.dataset.verdict === "right") {
      trigger("feedback", { turn: form.dataset.turn, verdict: "right", note: "" });
      return;
    }
    for (const other of verdict.parentElement.querySelectorAll("[data-verdict]")) {
      other.setAttribute("aria-pressed", String(other === verdict));
    }
    form.hidden = false;
    form.dataset.verdict = verdict.dataset.verdict;
    form.querySelector("textarea").focus();
    return;
  }
  if (chosen(event.target, "[data-theme]")) {
    const on = !document.body.classList.contains("dark");
    dark(on);
    try { localStorage.setItem("cchc-theme", on ? "dark" : "light"); } catch { /* private window */ }
    return;
  }
  const sent = chosen(event.target, "[data-event]");
  if (!sent || String(getSelection()).length > 0 && !event.target.closest("button, a")) return;
  if (event.target.closest("summary, details.original") && !event.target.closest("[data-event] button[data-event]")) return;
  event.preventDefault();
  if (sent.dataset.event === "shut") {
    close();
    return;
  }
  if (sent.dataset.event === "language") {
    document.cookie = `cchc-language=${sent.dataset.to}; path=/; max-age=31536000; SameSite=Lax`;
  }
  if (sent.dataset.event === "open") window.cchcOpener = sent;
  trigger(sent.dataset.event, { ...sent.dataset });
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  if (form.matches("form.note")) {
    trigger("feedback", {
      turn: form.dataset.turn, verdict: form.dataset.verdict, note: form.querySelector("textarea").value,
    });
  } else if (form.dataset.form) {
    trigger(form.dataset.form, Object.fromEntries(new FormData(form)));
  }
});

let typing;
element.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-form]");
  if (!form || form.dataset.wait !== undefined) return;
  clearTimeout(typing);
  const send = () => trigger(form.dataset.form, Object.fromEntries(new FormData(form)));
  typing = setTimeout(send, event.target.matches("input[type=search]") ? 300 : 0);
});

function close() {
  trigger("shut", {});
  if (window.cchcOpener?.isConnected) window.cchcOpener.focus({ preventScroll: true });
}

if (events.includes("seen")) {
  let wide = 0;
  new ResizeObserver(([seen]) => {
    const now = seen.contentRect.width;
    if (now > 0 && wide === 0) trigger("seen", {});
    wide = now;
  }).observe(element);
}

// The parts that do something when they get new content.
const part = element.closest("#head, #turns, #latest, #source, #file")?.id;
if (part === "head") {
  const theme = stored("cchc-theme");
  if (theme) dark(theme === "dark");
  const speak = () => {
    document.documentElement.lang = shown("[data-language]")?.dataset.language || "vi";
    document.title = shown("h1")?.textContent || document.title;
  };
  speak();
  watch("value", speak);
}
if (part === "turns") {
  watch("value", () => [...element.querySelectorAll(".turn")].pop()?.scrollIntoView({ block: "start" }));
  window.cchcTurns = element;
  // A turn takes the place of itself, or comes behind the others; what the server no longer keeps goes.
  element.addEventListener("turn", ({ detail: { turn, first } }) => {
    const same = element.querySelector(`#${turn.id}`);
    if (same) {
      same.replaceWith(turn);
    } else {
      shown(".welcome")?.remove();
      element.append(turn);
      turn.scrollIntoView({ block: "start" });
    }
    for (const one of element.querySelectorAll(".turn")) if (Number(one.dataset.turn) < first) one.remove();
  });
}
if (part === "latest") {
  watch("value", () => {
    const turn = shown(".turn");
    if (!turn) return;
    const first = Number(turn.parentElement.dataset.first);
    element.replaceChildren();
    window.cchcTurns.dispatchEvent(new CustomEvent("turn", { detail: { turn, first } }));
  });
}
if (part === "source") {
  let passage = "";
  watch("value", () => {
    const panel = shown(".panel");
    if (!panel) { passage = ""; return; }
    const now = panel.dataset.passage;
    if (now.split(" ")[0] !== passage.split(" ")[0]) panel.querySelector(".panel-body")?.focus({ preventScroll: true });
    const body = panel.querySelector(".panel-body");
    const place = (mark) => {
      if (!mark || !body) return;
      const top = mark.getBoundingClientRect().top - body.getBoundingClientRect().top;
      body.scrollTop += top - Math.min(140, body.clientHeight / 4);
    };
    if (now !== passage) place(shown("#cho-trich"));
    passage = now;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown(".panel")) close();
  });
}
if (part === "file") {
  watch("value", () => {
    const made = shown("a[data-body]");
    if (!made) return;
    const bytes = Uint8Array.from(atob(made.dataset.body), (sign) => sign.charCodeAt(0));
    const url = URL.createObjectURL(new Blob([bytes], { type: made.dataset.type }));
    Object.assign(document.createElement("a"), { href: url, download: made.dataset.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
    made.remove();
  });
}
