"""Ids of the film's parts. They are made outside of core, so that every edit stays a pure function."""

from typing import NewType

ImageId = NewType("ImageId", str)
CharacterId = NewType("CharacterId", str)
SceneId = NewType("SceneId", str)
ShotId = NewType("ShotId", str)
TakeId = NewType("TakeId", str)
TrackId = NewType("TrackId", str)
ClipId = NewType("ClipId", str)
MarkerId = NewType("MarkerId", str)
JobId = NewType("JobId", str)
GroupId = NewType("GroupId", str)
MediaId = NewType("MediaId", str)
