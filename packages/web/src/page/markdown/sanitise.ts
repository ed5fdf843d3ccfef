import DOMPurify from 'dompurify';

const TAGS =
  'a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre strong table tbody td th thead tr ul'.split(
    ' ',
  );
const ATTRIBUTES = ['align', 'data-language', 'href', 'rel', 'start', 'target', 'title'];

/**
 * The second wall behind the renderer, which lets no HTML through: whatever it is given, the fragment
 * holds these elements and attributes only, and links lead to web pages and mail addresses only.
 */
export function sanitise(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/iu,
    // Everything else that is allowed holds words, not addresses.
    ADD_URI_SAFE_ATTR: ATTRIBUTES.filter((name) => name !== 'href'),
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
}
