const namePattern = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

/** @throws Error if a tool's name or description breaks a rule: models and people choose tools by them */
export function checkToolWords(name: string, description: string): void {
  if (!namePattern.test(name) || name.length > 48) {
    throw new Error(`Tool name "${name}" is not a snake_case verb_noun of at most 48 characters.`);
  }
  if (!/^[\x20-\x7e]+$/.test(description) || description.includes('`') || description.length >= 300) {
    throw new Error(`The description of ${name} must be plain ASCII without backticks, under 300 characters.`);
  }
}
