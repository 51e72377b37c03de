/* Fanfare: keeps whose link brought a visitor. No cookie. */
(() => {
  const { src, dataset } = document.currentScript;
  const key = `fanfare:${dataset.program}`;
  const address = new URL(location.href).searchParams;
  const read = (name, shape) => (shape.exec(address.get(name) || '') || [])[0];
  const ref = read('ref', /^[a-z0-9-]{3,30}$/i);
  const click = read('click', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);
  let kept = {};
  try {
    kept = JSON.parse(window.localStorage.getItem(key)) || {};
    if (!(Date.now() - kept.at < 30 * 864e5)) kept = {};
  } catch { /* blocked: the address holds for this page */ }
  const cohort = address.get('cohort');
  if (ref || click || cohort) {
    // A click brings its code. `ref` alone may be another tool's.
    kept = { ...kept, ...(click ? { ref, click } : ref && { ref }), ...(cohort && { cohort }) };
    if (ref || click || !kept.at) kept.at = Date.now();
    try { window.localStorage.setItem(key, JSON.stringify(kept)); } catch { /* as above */ }
  }

  async function signUp(fields) {
    const { lang } = document.documentElement;
    const body = { consent: true, ...fields };
    if (!body.locale && /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i.test(lang)) body.locale = lang;
    if (kept.ref) body.referralCode = kept.ref;
    if (kept.click) body.clickId = kept.click;
    if (kept.cohort || dataset.cohort) body.cohort = kept.cohort || dataset.cohort;
    const answer = await fetch(`${new URL(src).origin}/api/v1/public/programs/${dataset.program}/signups`, {
      method: 'POST', credentials: 'omit', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw await answer.json();
  }

  function show(form, state, detail) {
    form.dataset.fanfareState = state;
    for (const part of form.querySelectorAll('[data-fanfare-show]')) part.hidden = part.dataset.fanfareShow !== state;
    form.dispatchEvent(new window.CustomEvent(`fanfare:${state}`, { bubbles: true, detail }));
  }

  document.addEventListener('submit', async (event) => {
    const form = event.target;
    if (form.matches('[data-fanfare-fields]')) {
      for (const name of ['ref', 'click', 'cohort']) {
        if (!kept[name] && !form.elements[name]) continue;
        const field = form.elements[name] || form.appendChild(Object.assign(document.createElement('input'), { type: 'hidden', name }));
        field.value = kept[name] || '';
      }
    }
    if (!form.matches('[data-fanfare-form]')) return;
    event.preventDefault();
    if (form.dataset.fanfareState === 'sending') return;
    const { email, name, consent } = form.elements;
    show(form, 'sending');
    try {
      await signUp({ email: email.value.trim(), ...(name && name.value && { name: name.value }), ...(consent && { consent: consent.checked || consent.type === 'hidden' }) });
      show(form, 'sent');
    } catch (problem) {
      show(form, 'failed', problem);
    }
  }, true);

  window.fanfare = { ref: kept.ref || null, click: kept.click || null, signUp };
})();
