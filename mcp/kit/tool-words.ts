const namePattern = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

/** @throws Error where a tool's name or description breaks a rule: models and people choose by them alone */
export function checkToolWords(name: string, description: string): void {
  if (!namePattern.test(name) || name.length > 48) {
    throw new Error(`Tool name "${name}" is no snake_case verb_noun of at most 48 characters.`);
  }
  if (!/^[\x20-\x7e]+$/.test(description) || description.includes('`') || description.length >= 300) {
    throw new Error(`The description of ${name} is not plain ASCII without backticks under 300 characters.`);
  }
}
