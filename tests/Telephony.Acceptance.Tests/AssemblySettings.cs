// Most of a test is waiting for audio: three classes at a time, each with its own Asterisk, fit on two cores.
[assembly: LevelOfParallelism(3)]
