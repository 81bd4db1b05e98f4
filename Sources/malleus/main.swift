import CommandLine
import Pipeline
import Stages

MalleusTool.main(catalog: .malleus)
