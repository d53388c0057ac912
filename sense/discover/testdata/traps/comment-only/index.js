// import { generateText } from "ai";
/* import OpenAI from "openai"; process.env.OPENAI_API_KEY */
export const ai = "artificial insemination";
export const label = `from "openai"`;
