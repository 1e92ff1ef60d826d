/** Time-ordered identifiers (UUID version 7): rows that are written together lie together in indexes. */
export { uuidv7 as newId } from "uuidv7";
