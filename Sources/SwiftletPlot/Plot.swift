import Swiftlet
