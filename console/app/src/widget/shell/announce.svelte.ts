// What a screen reader is told. Polite for what changed; assertive only for what cannot wait.

class Announcer {
  polite = $state('');
  urgent = $state('');

  say(message: string): void {
    this.polite = this.polite === message ? `${message} ` : message;
  }

  shout(message: string): void {
    this.urgent = this.urgent === message ? `${message} ` : message;
  }
}

export const announcer = new Announcer();
