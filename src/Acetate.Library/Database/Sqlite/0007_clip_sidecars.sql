-- Cameras write what a clip means into files beside it: whoever decodes the clip later needs to know which they are.
ALTER TABLE clips ADD COLUMN sidecars TEXT NOT NULL DEFAULT '[]';
