import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FilesController } from './files.controller.js';
import { Picture } from './picture.entity.js';
import { PictureUses } from './picture-uses.js';
import { PicturesController } from './pictures.controller.js';
import { Pictures } from './pictures.service.js';

@Global()
@Module({
  imports: [TypeOrmModule.forFeature([Picture])],
  controllers: [PicturesController, FilesController],
  providers: [Pictures, PictureUses],
  exports: [Pictures, PictureUses],
})
export class PicturesModule {}
