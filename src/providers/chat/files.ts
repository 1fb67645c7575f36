/** A picture for those who read a message; kept by the chat and shown by naming its id. */
export interface PictureFile {
  name: string;
  /** For those who cannot see it. */
  altText: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Where the chat keeps pictures. Keeping one shows it to nobody, so doing it twice after an unclear outcome does no
 * harm. Throws the errors of the port of the chat.
 */
export interface ChatFiles {
  /** The id by which a message can show it. */
  keep(picture: PictureFile): Promise<string>;
}
