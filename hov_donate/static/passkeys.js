/* The office's one script: asks the browser for a passkey and sends what it answers as a form.
   Everything it says stands in the form's data attributes, in the reader's language. */
"use strict";

(() => {
  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };

  const text = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(letters.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };

  const named = (keys) => (keys || []).map((key) => ({ ...key, id: bytes(key.id) }));

  const made = async (options) => {
    const user = { ...options.user, id: bytes(options.user.id) };
    const challenge = bytes(options.challenge);
    const excludeCredentials = named(options.excludeCredentials);
    const publicKey = { ...options, user, challenge, excludeCredentials };
    const { id, type, rawId, response } = await navigator.credentials.create({ publicKey });
    return {
      id, type, rawId: text(rawId), clientExtensionResults: {},
      response: {
        clientDataJSON: text(response.clientDataJSON),
        attestationObject: text(response.attestationObject),
      },
    };
  };

  const shown = async (options) => {
    const challenge = bytes(options.challenge);
    const allowCredentials = named(options.allowCredentials);
    const publicKey = { ...options, challenge, allowCredentials };
    const { id, type, rawId, response } = await navigator.credentials.get({ publicKey });
    return {
      id, type, rawId: text(rawId), clientExtensionResults: {},
      response: {
        clientDataJSON: text(response.clientDataJSON),
        authenticatorData: text(response.authenticatorData),
        signature: text(response.signature),
      },
    };
  };

  const tell = (form, words) => {
    const place = form.querySelector("[data-told]");
    place.textContent = words;
    place.hidden = !words;
  };

  const ask = async (form) => {
    const { passkey, options, cancelled } = form.dataset;
    tell(form, "");
    try {
      const answer = await (passkey === "make" ? made : shown)(JSON.parse(options));
      form.elements.namedItem("answer").value = JSON.stringify(answer);
    } catch {
      tell(form, cancelled);
      return;
    }
    form.submit();
  };

  for (const form of document.querySelectorAll("[data-passkey]")) {
    form.querySelector("[data-without]").hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (window.PublicKeyCredential) {
        ask(form);
      } else {
        tell(form, form.dataset.unknown);
      }
    });
  }
})();
