import { z } from 'zod';

export const PictureResponse = z.object({
  id: z.uuid().meta({ description: 'To name it by, in what shows it' }),
  url: z.string().meta({ description: 'Path on this server; what is there never changes' }),
  width: z.int(), height: z.int(),
}).meta({ id: 'Picture' });
export type PictureResponse = z.infer<typeof PictureResponse>;
